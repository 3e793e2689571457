import type { ListedEvent } from "../api/wire.ts";
import { Changes } from "./changes.tsx";

/** What else is known of an event, and what it changed. */
export function EventDetails({ event }: { readonly event: ListedEvent }) {
  const facts = [
    ["Number", String(event.id)],
    ["Detail", event.detail],
    ["User", event.userId],
    ["Done by", event.actorId],
    ["Session", event.sessionId],
    ["Request", event.requestId],
    ["User agent", event.userAgent],
    ["Hash", event.hash],
  ] as const;
  return (
    <>
      <Changes before={event.before} after={event.after} />
      <dl>
        {facts.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </>
  );
}
