import type { ExportFormat } from "../../events/event-lines.ts";
import type { EventType } from "../../events/event-types.ts";
import { exportText } from "../../events/export-events.ts";
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

/** @throws {SettingsError | StoreError} */
export function eventsExport(terminal: Terminal, options: EventsExportOptions): Promise<ExitCode> {
  return withUsers(terminal, async ({ store }) => {
    const { format, type: types, from, to } = options;
    let count = 0;
    for await (const { text, events } of exportText(
      store.db,
      { types, withRefreshes: true, from, to },
      format,
    )) {
      count += events;
      if (!(await terminal.write(text))) break;
      terminal.progress(`Written: ${count} events`);
    }
    terminal.progress("");
    terminal.say(`Written: ${count} events.`);
    return EXIT.ok;
  });
}
