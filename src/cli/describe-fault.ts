import type { GapFault } from "../events/find-gaps.ts";
import { MAX_ID } from "../events/id-range.ts";
import type { Fault } from "../events/verify-events.ts";
import { toIso } from "../time.ts";
import { formatCell } from "./format.ts";

/** A fault of the audit trail as a sentence, with what to do where something can be done. */
export function describeFault(fault: Fault): string {
  if (fault.kind === "trigger") return describeTrigger(fault.name);
  if (fault.kind === "gap") return describeGap(fault);
  if (!("position" in fault)) return describeChain(fault.kind, fault.chain);
  const { kind, chain, position, id, at } = fault;
  const where = chain === null ? "Outside of all chains" : `Chain ${chain}`;
  const place = position === null ? where : `${where}, position ${position}`;
  const row = id === null ? "" : ` (event ${id}, ${toIso(at)})`;
  const words = {
    altered: `this event is not as it was written${row}`,
    missing:
      id === null
        ? "the events from here on are missing"
        : `an event is missing; the next there is is ${id}, ${toIso(at)}`,
    reordered: `another event stands here than was written${row}`,
    inserted: `an event stands here that was not written${row}${(id ?? 0) > MAX_ID ? PAST_MAX_ID : ""}`,
    unsealed: `this event and those after it are not sealed${row}, though later ones were written over ten minutes: until they are, they can be changed unseen. Look for "events could not be written or sealed" in the log of the server, and start it anew if it has ended`,
  };
  return `${place}: ${words[kind]}.`;
}

const PAST_MAX_ID =
  ". Its id is one that Wafer never gives, and the events after it get such ids too and are not sealed. Export them, delete them, and set seq of events in sqlite_sequence back to the last id before them";

function describeGap({ from, to }: GapFault): string {
  const events = from === to ? `Event ${from} is` : `Events ${from} to ${to} are`;
  return `${events} missing: ids are given one after the other, and only the oldest events are ever deleted.`;
}

function describeTrigger(name: string): string {
  const text = formatCell(name);
  return `The trigger ${text} concerns the audit trail, and Wafer has none: it can change events or keep them from being sealed. Read what it does in sqlite_master, and remove it with DROP TRIGGER.`;
}

function describeChain(kind: Fault["kind"], chain: number): string {
  const name = chain === 0 ? "The list of the chains" : `Chain ${chain}`;
  if (kind === "chain_missing") return `${name} is missing.`;
  if (kind === "chain_inserted") return `${name} is not in the list of the chains.`;
  return `${name}: its row in event_chains was altered, or it was sealed under a secret that is neither in WAFER_SECRET nor in WAFER_SECRET_FALLBACKS.`;
}
