import type { Db, Store } from "../store.ts";

/** One step of the schema. It runs in a transaction; its name never changes once released. */
export interface Migration {
  /** Four digits and a few words, as its file: "0001-users-sessions-events". */
  readonly name: string;
  up(db: Db, engine: Store["engine"]): Promise<void>;
  down(db: Db, engine: Store["engine"]): Promise<void>;
}
