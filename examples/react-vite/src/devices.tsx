import { useEffect, useState } from "react";
import type { Session } from "wafer-auth/client";
import { useAuth } from "wafer-auth/react";
import { Outcome } from "./outcome.tsx";
import { useCall } from "./use-call.ts";

/** Where the user is signed in, this device first. */
export function Devices() {
  const { sessions, endSession } = useAuth();
  const { error, done, run } = useCall();
  const [devices, setDevices] = useState<readonly Session[]>([]);

  const load = async () => setDevices(await sessions());
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is first shown.
  useEffect(() => {
    run(load);
  }, []);

  async function end({ id, isCurrent }: Session) {
    await endSession(id);
    if (!isCurrent) await load();
  }

  return (
    <section>
      <h2>Devices</h2>
      <Outcome id="devices-error" error={error} done={done} />
      <ul>
        {devices.map((session) => (
          <li key={session.id}>
            {session.device}
            {session.isCurrent && " (this one)"}, last used {new Date(session.lastUsedAt).toLocaleString()}
            <button type="button" onClick={() => run(() => end(session), "That device is signed out.")}>
              Sign out {session.device}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
