import type { ListedEvent } from "../api/wire.ts";

/** What else is known of an event, and what it changed. */
export function EventDetails({ event }: { readonly event: ListedEvent }) {
  const { before, after } = event;
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const facts = [
    ["Number", String(event.id)],
    ["Detail", event.detail],
    ["Session", event.sessionId],
    ["Request", event.requestId],
    ["User agent", event.userAgent],
    ["Hash", event.hash],
  ] as const;
  return (
    <details>
      <summary>Details</summary>
      <dl>
        {facts.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
        {fields.map((field) => (
          <div key={field}>
            <dt>{field}</dt>
            <dd>
              <del>{toText(before?.[field])}</del> → <ins>{toText(after?.[field])}</ins>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function toText(value: unknown): string {
  if (value === undefined || value === null || value === "") return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value);
}
