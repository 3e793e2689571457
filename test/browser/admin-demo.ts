import { randomBytes } from "node:crypto";
import type { Insertable } from "kysely";
import { newId } from "../../src/ids.ts";
import { createAuth } from "../../src/index.ts";
import type { EventsTable } from "../../src/store/schema.ts";
import { HOUR } from "../../src/time.ts";
import type { TestServer } from "../setup/server.ts";
import { eventRow, sessionRow } from "../stores/rows.ts";
import { addPeople } from "./admin.ts";

const DAYS = 60;
const FIRST = ["Ada", "Alan", "Barbara", "Edsger", "Frances", "Grace", "Ken", "Margaret", "Radia"];
const LAST = ["Allen", "Hamilton", "Hopper", "Liskov"];
const AGENTS = [
  "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
];

type Event = Partial<Insertable<EventsTable>>;

/** What staff did of late, the oldest first. */
const ACTS: readonly Event[] = [
  { type: "key_rotated", after: JSON.stringify({ kid: "2026-11-a", algorithm: "EdDSA" }) },
  {
    type: "user_changed",
    before: JSON.stringify({ lastName: "Holberton", email: "frances@example.org" }),
    after: JSON.stringify({ lastName: "Allen", email: "frances.allen@example.org" }),
    detail: "lastName,email",
  },
  {
    type: "roles_changed",
    before: JSON.stringify({ isStaff: false, isSuperuser: false }),
    after: JSON.stringify({ isStaff: true, isSuperuser: false }),
  },
  {
    type: "permissions_changed",
    before: JSON.stringify({ permissions: ["users.view"] }),
    after: JSON.stringify({ permissions: ["users.view", "users.change", "sessions.view"] }),
  },
  { type: "session_ended", outcome: "revoked" },
];

/** What befell users of late. */
const FATES: readonly Event[] = [
  { type: "password_changed" },
  { type: "csrf_refused", outcome: "another_site" },
  { type: "session_ended", outcome: "reuse" },
  { type: "sign_in", outcome: "too_many_attempts" },
  { type: "sign_in", outcome: "wrong_password" },
  { type: "email_changed" },
];

/** Three dozen people, two months of their events, and the sessions that they have now: the same each time. */
export async function addDemo(server: TestServer): Promise<void> {
  const people = FIRST.flatMap((first) => LAST.map((last) => ({ first, last })));
  await addPeople(
    server,
    people.map(({ first, last }, n) => {
      const username = `${first}.${last}`.toLowerCase();
      const email = `${username}@example.org`;
      const last_login_at = n % 9 === 7 ? null : Date.now() - n * 2 * HOUR;
      return { username, email, email_key: email, first_name: first, last_name: last, last_login_at };
    }),
  );
  const { store, now, close } = await createAuth(server.config.settings);
  const rows = await store.db.selectFrom("users").select(["id", "username"]).orderBy("username").execute();
  const root = rows.find(({ username }) => username === "root")?.id ?? null;
  const ids = rows.flatMap(({ id }) => (id === root ? [] : [id]));
  const personOf = (n: number) => ids[n % ids.length] ?? "";
  const events = [...pastEvents(now(), personOf), ...lateEvents(now(), personOf, root)];
  for (let start = 0; start < events.length; start += 500)
    await store.db
      .insertInto("events")
      .values(events.slice(start, start + 500))
      .execute();
  const sessions = Array.from({ length: 14 }, (_, n) => {
    const began = now() - (n * 5 + 1) * HOUR;
    const ends = { idle_expires_at: began + 96 * HOUR, expires_at: began + 720 * HOUR };
    const times = { created_at: began, last_used_at: began + (n % 5) * HOUR, ...ends };
    return sessionRow(newId(began, randomBytes), personOf(n * 5 + 2), { ...times, ...sourceOf(n * 5 + 2) });
  });
  await store.db.insertInto("sessions").values(sessions).execute();
  await close();
}

function pastEvents(now: number, personOf: (n: number) => string) {
  const ofHour = (hour: number, kind: number, most: number) => Math.floor(scatter(hour * 7 + kind) * most);
  return Array.from({ length: DAYS * 24 }, (_, hour) => {
    const at = now - (DAYS * 24 - hour) * HOUR;
    // Nights are quiet, and business grows.
    const rush = (1 + Math.sin((hour / 12) * Math.PI)) * (0.5 + hour / (DAYS * 24));
    const counts: readonly (readonly [Event, number])[] = [
      [{ type: "sign_in" }, ofHour(hour, 0, 4 * rush)],
      [{ type: "refresh" }, ofHour(hour, 1, 7 * rush)],
      [{ type: "sign_in", outcome: "wrong_password" }, ofHour(hour, 2, 2.2 * rush)],
      [{ type: "user_created" }, ofHour(hour, 3, 1.6)],
      [{ type: "sign_in", outcome: "too_many_attempts" }, ofHour(hour, 4, 1.12)],
      [{ type: "session_ended", outcome: "reuse" }, ofHour(hour, 5, 1.03)],
    ];
    return counts.flatMap(([event, count], kind) =>
      Array.from({ length: count }, (_, n) => toRow(event, hour + kind * 11 + n, at, personOf)),
    );
  }).flat();
}

function lateEvents(now: number, personOf: (n: number) => string, root: string | null) {
  const acts = ACTS.map((event) => ({ ...event, actor_id: root }));
  const signIns = FATES.map(() => ({ type: "sign_in" }));
  const all = FATES.flatMap((fate, n) => [fate, signIns[n] ?? {}, ...acts.slice(n, n + 1)]);
  return all.map((event, n) => toRow(event, n * 5, now - (all.length - n) * 60_000, personOf));
}

function toRow(event: Event, n: number, at: number, personOf: (n: number) => string) {
  const user_id = event.type === "key_rotated" ? null : personOf(n);
  const request_id = newId(at, (size) => Buffer.alloc(size, n));
  return eventRow({ at, user_id, request_id, ...sourceOf(n), ...event });
}

function sourceOf(n: number) {
  const ip = n % 6 === 1 ? `2001:db8:${(n % 97).toString(16)}::${(n % 13) + 1}` : `203.0.113.${n % 200}`;
  return { ip, user_agent: AGENTS[n % AGENTS.length] ?? "" };
}

/** From 0 to 1 in no apparent order, the same each time. */
function scatter(n: number): number {
  const value = Math.sin(n + 1) * 43_758.545;
  return value - Math.floor(value);
}
