import type { EventsAnswer } from "../api/wire.ts";
import { inWords, OutcomeBadge } from "./outcome.tsx";
import { Time } from "./time.tsx";

/** What happened, how it came out, who did it, from where and when. */
export function EventLine({ event }: { readonly event: EventsAnswer["events"][number] }) {
  const { type, outcome, detail, device, address, at, actorUsername, actorId } = event;
  const actor = actorUsername ?? actorId;
  return (
    <div>
      {inWords(type)} <OutcomeBadge type={type} outcome={outcome} />
      <div className="small">
        <Time at={at} />
        {actor !== null && ` · by ${actor}`}
        {[device, address, detail].map((part) => (part ? ` · ${part}` : ""))}
      </div>
    </div>
  );
}
