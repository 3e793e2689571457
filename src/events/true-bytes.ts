import { type RawBuilder, sql } from "kysely";
import type { Store } from "../store/store.ts";
import type { EventRow } from "./seal.ts";

const REPLACEMENT = "\ufffd";

type Bytes = Readonly<Record<string, Buffer>>;

const READ_BYTES: Record<Store["engine"], (columns: readonly string[], id: number) => RawBuilder<Bytes>> = {
  sqlite: (columns, id) => {
    const bytes = columns.map((column) => sql`cast(${sql.ref(column)} as blob) as ${sql.ref(column)}`);
    return sql`select ${sql.join(bytes)} from events where id = ${id}`;
  },
};

/**
 * Whether the row's texts are stored as the bytes they should be. Bytes that are no UTF-8 are read as U+FFFD: where a
 * text has that, one byte of it could be another and nobody would see it in the text.
 */
export async function hasTrueBytes(store: Store, row: EventRow): Promise<boolean> {
  const doubtful = Object.entries(row).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1].includes(REPLACEMENT),
  );
  if (doubtful.length === 0) return true;
  const columns = doubtful.map(([column]) => column);
  const [stored] = (await READ_BYTES[store.engine](columns, row.id).execute(store.db)).rows;
  return doubtful.every(([column, text]) => stored?.[column]?.equals(Buffer.from(text)) === true);
}
