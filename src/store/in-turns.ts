import { setImmediate as turn } from "node:timers/promises";

/**
 * Items some at a time, with a turn of the event loop between: SQLite answers at once, and without it requests would
 * wait for all of them.
 *
 * @example for await (const batch of inTurns(notes, 500)) await store.transaction((db) => keep(db, batch));
 */
export async function* inTurns<Item>(items: readonly Item[], size: number): AsyncGenerator<readonly Item[]> {
  for (let at = 0; at < items.length; at += size) {
    if (at > 0) await turn();
    yield items.slice(at, at + size);
  }
}
