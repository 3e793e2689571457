import { AuthError } from "../errors.ts";

/** One whole number in the query of an address, as JSON Schema says it. It may be left out. */
export interface IntegerParameter {
  readonly type: "integer";
  readonly minimum: number;
  readonly maximum: number;
  /** What it is when it is left out. */
  readonly default?: number;
  readonly description: string;
}

/** The parameters that a query may have: no other is taken. */
export type Query = Readonly<Record<string, IntegerParameter>>;
export type QueryOf<Q extends Query> = {
  readonly [Name in keyof Q]: Q[Name] extends { readonly default: number } ? number : number | undefined;
};

/**
 * The query of an address as exactly these numbers.
 *
 * @param url path and query, as received
 * @throws {AuthError} invalid_request that names what does not fit; never what was sent
 * @example readQuery("/events?limit=5", { limit: { type: "integer", minimum: 1, … } }).limit === 5
 */
export function readQuery<const Q extends Query>(url: string, parameters: Q): QueryOf<Q> {
  const sent = new URLSearchParams(url.includes("?") ? url.slice(url.indexOf("?")) : "");
  const names = Object.keys(parameters);
  const problems = names.flatMap((name) => parameterProblem(name, sent.getAll(name), parameters[name]));
  if ([...sent.keys()].some((name) => !names.includes(name)))
    problems.push("there is a parameter that is not known");
  if (problems.length > 0) throw new AuthError("invalid_request", { reason: problems.join("; ") });
  return Object.fromEntries(
    names.map((name) => {
      const text = sent.get(name);
      return [name, text === null ? parameters[name]?.default : Number(text)];
    }),
  ) as QueryOf<Q>;
}

function parameterProblem(
  name: string,
  values: readonly string[],
  parameter: IntegerParameter | undefined,
): string[] {
  const [text] = values;
  if (parameter === undefined || text === undefined) return [];
  if (values.length > 1) return [`${name} is given twice`];
  const { minimum, maximum } = parameter;
  const isWithin = /^(?:0|[1-9]\d{0,15})$/.test(text) && Number(text) >= minimum && Number(text) <= maximum;
  return isWithin ? [] : [`${name} must be a whole number from ${minimum} to ${maximum}`];
}
