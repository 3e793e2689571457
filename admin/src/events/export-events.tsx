import { send } from "../api/send.ts";
import { ActButton } from "../parts/act-button.tsx";
import { useParameters } from "../router/location.ts";
import { eventFilter } from "./event-query.ts";

const FORMATS = [
  ["ndjson", "NDJSON"],
  ["csv", "CSV"],
] as const;

/** Every event that the filters let through, as a file that the browser saves while it comes. */
export function ExportEvents() {
  const filter = eventFilter(useParameters());
  return (
    <div className="tools">
      {FORMATS.map(([format, name]) => (
        <ActButton key={format} done="The export has begun." act={() => save(format, filter)}>
          Export {name}
        </ActButton>
      ))}
    </div>
  );
}

async function save(format: string, filter: URLSearchParams): Promise<void> {
  // A download cannot renew its cookies; this does, where they have expired.
  await send("GET", "/admin/api/me");
  const link = document.createElement("a");
  link.href = `/admin/api/events/export?${new URLSearchParams([...filter, ["format", format]])}`;
  link.download = "";
  link.click();
}
