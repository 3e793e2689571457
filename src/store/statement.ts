import { type Compilable, type CompiledQuery, type RawBuilder, sql } from "kysely";
import { ImmediateAdapter, type Result } from "./sqlite-dialect.ts";
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
 * `build` must make the same query whatever the values are. Where SQLite's plan depends on a value, a bound one makes it
 * prepare the query anew with each run, which takes longer than the run: so a constant in limit() is sql.lit, and a text
 * that selects what is then ordered, or one of several keys, is {@link opaque}.
 *
 * @returns runs it, and gives its rows and the number of rows it changed
 * @example
 * const userById = statement((db, { id }: { id: string }) => db.selectFrom("users").selectAll().where("id", "=", id));
 * const { rows } = await userById(db, { id });
 */
export function statement<V extends Values, Row>(build: (db: Db, values: V) => Compilable<Row>) {
  /** By the dialect, which a store and its transactions share. */
  const compiled = new WeakMap<object, Compiled<Row>>();

  function compile(db: Db, values: V): Compiled<Row> {
    const slots = Object.fromEntries(Object.keys(values).map((name) => [name, new Slot(name)]));
    const query = build(db, slots as unknown as V).compile();
    const places = query.parameters.map((one) => (one instanceof Slot ? one.name : null));
    const made = { query, places };
    compiled.set(db.getExecutor().adapter, made);
    return made;
  }

  return async (db: Db, values: V): Promise<Result<Row>> => {
    const { adapter } = db.getExecutor();
    const { query, places } = compiled.get(adapter) ?? compile(db, values);
    const parameters = places.map((name, at) => (name === null ? query.parameters[at] : values[name]));
    const result = adapter instanceof ImmediateAdapter ? adapter.runAtOnce(query, parameters, db) : null;
    if (result !== null) return result;
    const { rows, numAffectedRows = 0n } = await db.executeQuery<Row>({ ...query, parameters });
    return { rows, changed: Number(numAffectedRows) };
  };
}

/** A text that the plan of a query cannot depend on; SQLite finds it by an index all the same. */
export function opaque(value: string): RawBuilder<string> {
  return sql`cast(${value} as text)`;
}

interface Compiled<Row> {
  readonly query: CompiledQuery<Row>;
  /** For each parameter the name of the value that stands there; null for a constant of the query. */
  readonly places: readonly (string | null)[];
}
