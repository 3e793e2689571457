import { setImmediate as nextTurn } from "node:timers/promises";
import type { Db } from "../store/store.ts";
import { type AuditEvent, toAuditEvent } from "./audit-event.ts";
import { type ExportFormat, lineFormats } from "./event-lines.ts";
import { idRangeOf } from "./id-range.ts";
import { type EventFilter, selectEvents } from "./search-events.ts";

/** Rows in memory at a time. */
const PAGE = 1000;

/**
 * Every event that a filter lets through, the oldest first. Holds one page in
 * memory, however many there are; what is written meanwhile is not among them.
 *
 * @example for await (const event of exportEvents(db, {})) out.write(toLine.ndjson(event));
 */
export async function* exportEvents(db: Db, filter: EventFilter): AsyncGenerator<AuditEvent, void, void> {
  const { from, below } = await idRangeOf(db, filter);
  let next = from;
  for (;;) {
    const page = await selectEvents(db, filter, { from: next, below }, "asc", PAGE);
    for (const row of page) yield toAuditEvent(row);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    next = last.id + 1;
  }
}

/** Lines that are given together. */
const TOGETHER = 500;

/** The same as the text of a file, a piece at a time. */
export async function* exportText(
  db: Db,
  filter: EventFilter,
  format: ExportFormat,
): AsyncGenerator<{ readonly text: string; readonly events: number }, void, void> {
  const { head, toLine } = lineFormats[format];
  let [text, events] = [head, 0];
  for await (const event of exportEvents(db, filter)) {
    text += toLine(event);
    if (++events < TOGETHER) continue;
    yield { text, events };
    [text, events] = ["", 0];
    await nextTurn();
  }
  yield { text, events };
}
