import { sealKeys } from "../../events/seal.ts";
import { type Verification, verifyEvents } from "../../events/verify-events.ts";
import { toIso } from "../../time.ts";
import { describeFault } from "../describe-fault.ts";
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
    for (const fault of faults) terminal.warn(`${terminal.paint("red", "Error:")} ${describeFault(fault)}`);
    terminal.say(
      `The audit trail was changed. Of each chain its first fault is shown; ${sealed} events before these and in other chains are as they were written.`,
    );
    return EXIT.failed;
  });
}

function toJson({ faults, begunAt, unsealedSince, ...counts }: Verification): object {
  return {
    isIntact: faults.length === 0,
    faults: faults.map((fault) => ("at" in fault ? { ...fault, at: toIso(fault.at) } : fault)),
    begunAt: toIso(begunAt),
    unsealedSince: toIso(unsealedSince),
    ...counts,
  };
}

function summaryOf({ sealed, unsealed, unsealedSince, chains, begunAt }: Verification): string {
  const since = begunAt === null ? "" : ` The trail begins ${toIso(begunAt)}.`;
  const oldest = unsealedSince === null ? "" : `, the oldest of ${toIso(unsealedSince)}`;
  return `The audit trail is as it was written: ${sealed} events in ${chains.length} chains, ${unsealed} not sealed yet${oldest}.${since}`;
}
