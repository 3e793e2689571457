import { setImmediate as nextTurn } from "node:timers/promises";
import type { Db } from "../store/store.ts";
import { type AuditEvent, toAuditEvent } from "./audit-event.ts";
import { type ExportFormat, lineFormats } from "./event-lines.ts";
import { firstId, idRangeOf } from "./id-range.ts";
import { type EventFilter, isIndexed, selectEvents } from "./search-events.ts";

/** Rows in memory at a time. */
const PAGE = 1000;

/** Ids that one statement looks through at most, where no index holds just what is asked for: some 10 ms. */
const STEP = 20_000;

/**
 * Every event that a filter lets through, in the order they were written. Holds one page in memory, however many there
 * are, and lets others at the database where few of many match; what is written meanwhile is not among them. A time is
 * compared with that of every event, one million a second or so: a search by halves would leave out what a server wrote
 * whose clock was wrong.
 *
 * @example for await (const event of exportEvents(db, {})) out.write(toLine.ndjson(event));
 */
export async function* exportEvents(
  db: Db,
  filter: EventFilter,
  maxLook: number = STEP,
): AsyncGenerator<AuditEvent, void, void> {
  const { from, below } = await idRangeOf(db, {});
  const hasTime = filter.from !== undefined || filter.to !== undefined;
  const isWhole = isIndexed(filter) && !hasTime && (filter.types?.length ?? 0) < 2;
  for (let next: number | null = from; next !== null; ) {
    const end: number = isWhole ? below : Math.min(next + maxLook, below);
    const page = await selectEvents(db, filter, { from: next, below: end }, "asc", PAGE);
    for (const row of page) yield toAuditEvent(row);
    const last = page.length < PAGE ? undefined : page.at(-1);
    // From row to row, not by counting: one changed id can lie very far from the others.
    next = last === undefined ? await firstId(db, { from: end, below }) : last.id + 1;
    await nextTurn();
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
