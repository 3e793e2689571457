import type { Compilable, CompiledQuery, QueryResult } from "kysely";
import { ImmediateAdapter } from "./sqlite-dialect.ts";
import type { Db } from "./store.ts";

/** What a statement is run with, by name. Every name is there each time. */
type Values = Readonly<Record<string, string | number | null>>;

/** Stands in the query for a value that comes later. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A query of a hot path, built and compiled with its first run: after that a run only puts the values in their places.
 * `build` must make the same query whatever the values are. A constant in limit() is sql.lit: SQLite's plan depends on
 * the number, so a bound one makes it prepare the query anew with each run, which takes longer than the run.
 *
 * @returns runs it, and gives its rows and the number of rows it changed
 * @example
 * const userById = statement((db, { id }: { id: string }) => db.selectFrom("users").selectAll().where("id", "=", id));
 * const { rows } = await userById(db, { id });
 */
export function statement<V extends Values, Row>(build: (db: Db, values: V) => Compilable<Row>) {
  /** By the dialect, which a store and its transactions share. */
  const compiled = new WeakMap<object, CompiledQuery<Row>>();

  function compile(db: Db, values: V): CompiledQuery<Row> {
    const slots = Object.fromEntries(Object.keys(values).map((name) => [name, new Slot(name)]));
    const query = build(db, slots as unknown as V).compile();
    compiled.set(db.getExecutor().adapter, query);
    return query;
  }

  return async (db: Db, values: V): Promise<{ rows: readonly Row[]; changed: number }> => {
    const query = compiled.get(db.getExecutor().adapter) ?? compile(db, values);
    const parameters = query.parameters.map((one) => (one instanceof Slot ? values[one.name] : one));
    const bound = { ...query, parameters };
    const result = runAtOnce<Row>(db, bound) ?? (await db.executeQuery<Row>(bound));
    const { rows, numAffectedRows = 0n } = result;
    return { rows, changed: Number(numAffectedRows) };
  };
}

function runAtOnce<Row>(db: Db, query: CompiledQuery<Row>): QueryResult<Row> | null {
  const { adapter } = db.getExecutor();
  return adapter instanceof ImmediateAdapter ? adapter.runAtOnce(query, db) : null;
}
