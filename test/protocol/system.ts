import { randomBytes } from "node:crypto";
import { endSessions } from "../../src/sessions/end.ts";
import { markStale } from "../../src/sessions/mark-stale.ts";
import { createRevocations, type Revocations } from "../../src/sessions/revocations.ts";
import { createRotations, type Rotations } from "../../src/sessions/rotations.ts";
import { createSeenNotes, type SeenNotes } from "../../src/sessions/seen.ts";
import { findSession, type SessionRow, startSession } from "../../src/sessions/session.ts";
import { defineSettings } from "../../src/settings/settings.ts";
import { migrateTo } from "../../src/store/migrate.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import type { Store } from "../../src/store/store.ts";
import { createKeyRing } from "../../src/tokens/key-ring.ts";
import { createTokens, type MintedToken } from "../../src/tokens/tokens.ts";
import { userRow } from "../stores/rows.ts";

/** Short enough that a run of a few commands meets every limit. */
export const settings = defineSettings({
  secret: "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE",
  origin: "https://app.example.test",
  refreshTokenLifetime: "3h",
  sessionLifetime: "8h",
});
const START = 1_900_000_000_000;
const SOURCE = { ip: "192.0.2.1", userAgent: "model" };

/** What one answer of sign-in or refresh puts into the jar. */
export interface Pair {
  readonly generation: number;
  readonly version: number;
  readonly rotatedAt: number;
  readonly access: MintedToken;
  readonly refresh: MintedToken;
}

/** The parts that live in the memory of one process. */
interface Process {
  isAlive: boolean;
  readonly revocations: Revocations;
  readonly rotations: Rotations;
  readonly seen: SeenNotes;
}

/** The real sessions on the real store, with the time in the model's hands and a process that can crash. */
export class System {
  now = START;
  readonly #store: Store;
  readonly #clock = () => this.now;
  readonly #tokens = createTokens(settings, createKeyRing(settings), this.#clock);
  #process: Process;

  private constructor(store: Store) {
    this.#store = store;
    this.#process = this.#createProcess();
  }

  static async open(): Promise<System> {
    const store = await openSqlite(":memory:");
    await migrateTo(store, "latest");
    await store.db.insertInto("users").values(userRow("u")).execute();
    return new System(store);
  }

  /** An empty store and a new process: much cheaper than a new database. */
  async reset(): Promise<void> {
    this.now = START;
    this.#process.isAlive = false;
    await this.#store.db.deleteFrom("events").execute();
    await this.#store.db.deleteFrom("sessions").execute();
    this.#process = this.#createProcess();
  }

  close(): Promise<void> {
    this.#process.isAlive = false;
    return this.#store.close();
  }

  async signIn(): Promise<{ id: string; pair: Pair }> {
    const row = await this.#store.transaction((db) => startSession(this.#deps(), db, "u", SOURCE));
    return { id: row.id, pair: this.#mint(row) };
  }

  /** Refreshes that arrive in one moment. Null: not a valid refresh token any more; "ended": session_ended. */
  refresh(tokens: readonly string[]): Promise<(Pair | "ended" | null)[]> {
    return Promise.all(tokens.map((token) => this.#refreshOne(token)));
  }

  async #refreshOne(token: string): Promise<Pair | "ended" | null> {
    const verification = this.#tokens.verify("refresh", token);
    if (!verification.ok) return null;
    const { claims } = verification;
    const rotation = await this.#process.rotations.rotate({ claims, source: SOURCE });
    return rotation.outcome === "ended" ? "ended" : this.#mint(rotation.session);
  }

  /** What authenticate() decides, and notes, of an access token. */
  use(token: string): "ok" | "expired" | "revoked" | "stale" {
    const verification = this.#tokens.verify("access", token);
    if (!verification.ok) return "expired";
    const refusal = this.#process.revocations.refusalOf(verification.claims);
    if (refusal !== null) return refusal;
    this.#process.seen.note(verification.claims);
    return "ok";
  }

  flush(): Promise<void> {
    return this.#process.seen.flush();
  }

  async signOut(sessionId: string): Promise<void> {
    await endSessions(this.#deps(), { sessionId }, "sign_out", SOURCE);
  }

  /** What a change of the password does to the sessions of its user; the one it starts is another model's run. */
  async changePassword(): Promise<void> {
    await endSessions(this.#deps(), { userId: "u" }, "password_changed", SOURCE);
  }

  /** What a change of roles does to the sessions of its user. */
  async changeRoles(): Promise<void> {
    const stale = await this.#store.transaction((db) => markStale(this.#deps(), db, "u"));
    this.#process.revocations.addStale(stale);
  }

  /** Ends the process as kill -9 does, seen notes and all, and starts another. */
  async restart(): Promise<void> {
    this.#process.isAlive = false;
    this.#process = this.#createProcess();
    await this.#process.revocations.start();
    this.#process.revocations.stop();
  }

  async generationOf(sessionId: string): Promise<number> {
    return (await findSession(this.#store.db, sessionId))?.generation ?? 0;
  }

  #mint(row: SessionRow): Pair {
    return {
      generation: row.generation,
      version: row.version,
      rotatedAt: row.rotated_at,
      access: this.#tokens.mint("access", row),
      refresh: this.#tokens.mint("refresh", row),
    };
  }

  #deps() {
    const { revocations } = this.#process;
    return { store: this.#store, settings, revocations, now: this.#clock, random: randomBytes };
  }

  #createProcess(): Process {
    const memory = (settings.accessTokenLifetime + settings.leeway) * 1000;
    const onError = (error: unknown) => {
      throw error;
    };
    const revocations = createRevocations({ store: this.#store, memory, now: this.#clock, onError });
    const deps = { store: this.#store, settings, revocations, now: this.#clock, random: randomBytes };
    const created: Process = {
      isAlive: true,
      revocations,
      rotations: createRotations({ ...deps, audit: { add() {}, countRefresh() {} } }),
      seen: createSeenNotes({
        store: mortal(this.#store, () => created.isAlive),
        now: this.#clock,
        onError: () => {},
      }),
    };
    return created;
  }
}

/** A dead process writes nothing: its timer may still fire in ours. */
function mortal(store: Store, isAlive: () => boolean): Store {
  return {
    engine: store.engine,
    location: store.location,
    db: store.db,
    isUniqueViolation: (error) => store.isUniqueViolation(error),
    close: () => store.close(),
    transaction: (work) =>
      isAlive() ? store.transaction(work) : Promise.reject(new Error("The process of this store has ended.")),
  };
}
