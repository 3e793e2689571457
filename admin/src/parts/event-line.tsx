import type { EventsAnswer } from "../api/wire.ts";
import { Time } from "./time.tsx";

/** What happened, how it came out, who did it, from where and when. */
export function EventLine({ event }: { readonly event: EventsAnswer["events"][number] }) {
  const { type, outcome, detail, device, address, at, actorUsername, actorId } = event;
  const actor = actorUsername ?? actorId;
  return (
    <div>
      {inWords(type)}{" "}
      {outcome !== "ok" && <span className="badge bad">{inWords(outcome).toLowerCase()}</span>}
      <div className="small">
        <Time at={at} />
        {actor !== null && ` · by ${actor}`}
        {[device, address, detail].map((part) => (part ? ` · ${part}` : ""))}
      </div>
    </div>
  );
}

/** "session_ended" as people write it. */
export function inWords(code: string): string {
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
