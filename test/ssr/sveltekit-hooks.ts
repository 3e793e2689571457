import type { Handle } from "@sveltejs/kit";
import { createServerAuth } from "wafer-auth/ssr";

const auth = createServerAuth({ apiUrl: "http://localhost:8000", origin: "http://localhost:5173" });

export const handle: Handle = async ({ event, resolve }) => {
  const session = await auth.load(event.request, { clientAddress: event.getClientAddress() });
  event.locals.session = session;
  return session.applyTo(await resolve(event));
};
