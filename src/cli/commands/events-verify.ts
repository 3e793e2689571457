import { sealKeys } from "../../events/seal.ts";
import { type Fault, type Verification, verifyEvents } from "../../events/verify-events.ts";
import { toIso } from "../../time.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { withUsers } from "../with-store.ts";

/** @throws {SettingsError | StoreError} */
export function eventsVerify(terminal: Terminal): Promise<ExitCode> {
  return withUsers(terminal, async ({ store, settings }) => {
    const onProgress = (sealed: number) => terminal.progress(`Verified: ${sealed} events`);
    const verification = await verifyEvents(store, sealKeys(settings), { onProgress });
    terminal.progress("");
    if (terminal.isJson) terminal.printJson(toJson(verification));
    const { faults, sealed } = verification;
    if (faults.length === 0) {
      terminal.say(summaryOf(verification));
      return EXIT.ok;
    }
    for (const fault of faults) terminal.warn(`${terminal.paint("red", "Error:")} ${describe(fault)}`);
    terminal.say(
      `The audit trail was changed. Of each chain its first fault is shown; ${sealed} events before these and in other chains are as they were written.`,
    );
    return EXIT.failed;
  });
}

function toJson({ faults, begunAt, ...counts }: Verification): object {
  return {
    isIntact: faults.length === 0,
    faults: faults.map((fault) => ("at" in fault ? { ...fault, at: toIso(fault.at) } : fault)),
    begunAt: toIso(begunAt),
    ...counts,
  };
}

function summaryOf({ sealed, unsealed, chains, begunAt }: Verification): string {
  const since = begunAt === null ? "" : ` The trail begins ${toIso(begunAt)}.`;
  return `The audit trail is as it was written: ${sealed} events in ${chains.length} chains, ${unsealed} not sealed yet.${since}`;
}

function describe(fault: Fault): string {
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
    inserted: `an event stands here that was not written${row}`,
  };
  return `${place}: ${words[kind]}.`;
}

function describeChain(kind: Fault["kind"], chain: number): string {
  const name = chain === 0 ? "The list of the chains" : `Chain ${chain}`;
  if (kind === "chain_missing") return `${name} is missing.`;
  if (kind === "chain_inserted") return `${name} is not in the list of the chains.`;
  return `${name}: its row in event_chains was altered, or it was sealed under a secret that is neither in WAFER_SECRET nor in WAFER_SECRET_FALLBACKS.`;
}
