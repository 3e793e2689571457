import { type NextRequest, NextResponse } from "next/server";
import { createServerAuth } from "wafer-auth/ssr";

const auth = createServerAuth({ apiUrl: "http://localhost:8000", origin: "http://localhost:3000" });

export async function proxy(request: NextRequest): Promise<Response> {
  const session = await auth.load(request);
  // The render gets the new cookies as if the browser had sent them; the browser gets them as Set-Cookie.
  return session.applyTo(NextResponse.next({ request: { headers: session.headers } }));
}

export const config = { matcher: "/((?!_next/static|_next/image|favicon.ico).*)" };
