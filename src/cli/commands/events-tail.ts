import { setTimeout as sleep } from "node:timers/promises";
import { type AuditEvent, toAuditEvent } from "../../events/audit-event.ts";
import type { EventType } from "../../events/event-types.ts";
import { idRangeOf } from "../../events/id-range.ts";
import {
  type AuditPage,
  type EventFilter,
  type EventSearch,
  searchEvents,
  selectEvents,
} from "../../events/search-events.ts";
import type { Db } from "../../store/store.ts";
import { usernamesOf } from "../../users/usernames.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { requireNamedUser } from "../find-user.ts";
import { formatRow } from "../format.ts";
import type { Terminal } from "../terminal.ts";
import { withUsers } from "../with-store.ts";

export interface EventsTailOptions {
  readonly follow?: boolean;
  readonly type?: readonly EventType[];
  readonly user?: string;
  readonly limit: number;
}

/** Milliseconds between two looks for new events. */
const INTERVAL = 500;

/** Events read at one look; those beyond are read at the next. */
const MOST = 1000;

/** @throws {SettingsError | StoreError | CommandError} */
export function eventsTail(terminal: Terminal, options: EventsTailOptions): Promise<ExitCode> {
  return withUsers(terminal, async (deps) => {
    const { db } = deps.store;
    const userId = options.user === undefined ? undefined : (await requireNamedUser(deps, options.user)).id;
    const filter = { types: options.type, userId };
    const { below } = await idRangeOf(db, {});
    const newest = await readNewest(db, { ...filter, limit: options.limit, before: below });
    const isRead = await show(terminal, db, newest);
    if (options.follow !== true) {
      if (newest.length === 0) terminal.say("No events.");
      return EXIT.ok;
    }
    return isRead ? follow(terminal, db, filter, below) : EXIT.ok;
  });
}

/** Shows what comes until Ctrl-C, or until nobody reads it any more. */
async function follow(terminal: Terminal, db: Db, filter: EventFilter, from: number): Promise<ExitCode> {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
  let next = from;
  for (;;) {
    await sleep(INTERVAL, undefined, { signal: stopping.signal }).catch(() => {});
    if (stopping.signal.aborted) return EXIT.interrupted;
    const { below } = await idRangeOf(db, {});
    const rows = await selectEvents(db, filter, { from: next, below }, "asc", MOST);
    const last = rows.at(-1);
    next = rows.length === MOST && last !== undefined ? last.id + 1 : Math.max(below, next);
    if (!(await show(terminal, db, rows.map(toAuditEvent)))) return EXIT.ok;
  }
}

/** The newest events there are, the oldest first. A page may end before it is full. */
async function readNewest(db: Db, search: EventSearch): Promise<AuditEvent[]> {
  const found: AuditEvent[] = [];
  let before: number | null | undefined = search.before;
  while (before !== null && found.length < search.limit) {
    const page: AuditPage = await searchEvents(db, { ...search, before, limit: search.limit - found.length });
    found.push(...page.events);
    before = page.next;
  }
  return found.reverse();
}

/** @returns false where nobody reads on */
async function show(terminal: Terminal, db: Db, events: readonly AuditEvent[]): Promise<boolean> {
  if (events.length === 0) return true;
  const people = terminal.isJson ? [] : events.flatMap(({ userId, actorId }) => [userId, actorId]);
  const names = await usernamesOf(db, people);
  const lines = events.map((event) => (terminal.isJson ? JSON.stringify(event) : toLine(event, names)));
  return terminal.write(`${lines.join("\n")}\n`);
}

function toLine(event: AuditEvent, names: ReadonlyMap<string, string>): string {
  const nameOf = (id: string | null) => (id === null ? null : (names.get(id) ?? id));
  const actor = event.actorId === null ? null : `by ${nameOf(event.actorId)}`;
  return formatRow([
    [event.at, 24],
    [event.type, 18],
    [event.outcome, 18],
    [nameOf(event.userId), 20],
    [event.address, 15],
    [[event.detail, actor].filter((text) => text !== null).join(", "), 0],
  ]);
}
