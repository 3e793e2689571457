import { redirect } from "react-router";
import type { Route } from "./+types/devices.ts";
import { sessionContext } from "./session.server.ts";

interface Device {
  readonly id: string;
  readonly device: string;
  readonly lastUsedAt: string;
}

/** Asks the API in the name of the browser: with the cookies that this request came with, or has just got. */
export async function loader({ context }: Route.LoaderArgs) {
  const session = context.get(sessionContext);
  if (session.user === null) throw redirect("/sign-in");
  const answer = await session.fetch("/sessions");
  if (!answer.ok) throw new Response(null, { status: 502 });
  const { sessions } = (await answer.json()) as { sessions: readonly Device[] };
  return { devices: sessions.map(({ id, device, lastUsedAt }) => ({ id, device, lastUsedAt })) };
}

export default function Devices({ loaderData: { devices } }: Route.ComponentProps) {
  return (
    <>
      <title>Devices</title>
      <h1>Where you are signed in</h1>
      <ul>
        {devices.map(({ id, device, lastUsedAt }) => (
          <li key={id}>
            {device}, last used <time dateTime={lastUsedAt}>{lastUsedAt}</time>
          </li>
        ))}
      </ul>
    </>
  );
}
