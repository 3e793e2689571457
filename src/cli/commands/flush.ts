import { countFlushable, type Flushed, flush as flushStore } from "../../upkeep/flush.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { withUsers } from "../with-store.ts";

export interface FlushCommandOptions {
  /** Seconds. */
  readonly eventsOlderThan?: number;
  readonly dryRun?: boolean;
}

/** @throws {SettingsError | StoreError} */
export function flush(terminal: Terminal, options: FlushCommandOptions): Promise<ExitCode> {
  return withUsers(terminal, async ({ store, settings, now }) => {
    const work = {
      now: now(),
      settings,
      eventRetention: options.eventsOlderThan ?? settings.eventRetention,
      onProgress: (flushed: Flushed) => terminal.progress(`Deleted: ${count(flushed)}`),
    };
    const isDryRun = options.dryRun === true;
    const flushed = await (isDryRun ? countFlushable(store, work) : flushStore(store, work));
    terminal.progress("");
    terminal.say(`${isDryRun ? "Would be deleted" : "Deleted"}: ${count(flushed)}.`);
    if (terminal.isJson) terminal.printJson({ ...flushed, isDryRun });
    return EXIT.ok;
  });
}

function count({ sessions, events }: Flushed): string {
  return `${sessions} ended sessions, ${events} events`;
}
