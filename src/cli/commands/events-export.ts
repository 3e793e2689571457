import { type ExportFormat, lineFormats } from "../../events/event-lines.ts";
import type { EventType } from "../../events/events.ts";
import { exportEvents } from "../../events/export-events.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { withUsers } from "../with-store.ts";

export interface EventsExportOptions {
  readonly format: ExportFormat;
  readonly type?: readonly EventType[];
  /** Milliseconds since 1970. */
  readonly from?: number;
  readonly to?: number;
}

/** Events written together, and between two words of progress. */
const TOGETHER = 1000;

/** @throws {SettingsError | StoreError} */
export function eventsExport(terminal: Terminal, options: EventsExportOptions): Promise<ExitCode> {
  return withUsers(terminal, async ({ store }) => {
    const { format, type: types, from, to } = options;
    const { head, toLine } = lineFormats[format];
    let lines = [head];
    let count = 0;
    for await (const event of exportEvents(store.db, { types, withRefreshes: true, from, to })) {
      lines.push(toLine(event));
      if (++count % TOGETHER !== 0) continue;
      if (!(await terminal.write(lines.join("")))) break;
      lines = [];
      terminal.progress(`Written: ${count} events`);
    }
    await terminal.write(lines.join(""));
    terminal.progress("");
    terminal.say(`Written: ${count} events.`);
    return EXIT.ok;
  });
}
