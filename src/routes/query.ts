import { AuthError } from "../errors.ts";
import { fromIso } from "../time.ts";
import { unknownName } from "./unknown-name.ts";

/** One whole number in the query of an address, as JSON Schema says it. It may be left out, as all parameters may. */
export interface IntegerParameter {
  readonly type: "integer";
  readonly minimum: number;
  readonly maximum: number;
  /** What it is when it is left out. */
  readonly default?: number;
  readonly description: string;
}

/** `true` or `false`. */
export interface FlagParameter {
  readonly type: "boolean";
  readonly description: string;
}

/** One of a few words. */
export interface ChoiceParameter {
  readonly type: "string";
  readonly enum: readonly string[];
  readonly default?: string;
  readonly description: string;
}

export interface TextParameter {
  readonly type: "string";
  readonly minLength: 1;
  readonly maxLength: number;
  readonly description: string;
}

/** A moment (RFC 3339); read as milliseconds since 1970. */
export interface TimeParameter {
  readonly type: "string";
  readonly format: "date-time";
  readonly description: string;
}

export type Parameter = IntegerParameter | FlagParameter | ChoiceParameter | TextParameter | TimeParameter;

/** The parameters that a query may have: no other is taken. */
export type Query = Readonly<Record<string, Parameter>>;
export type QueryOf<Q extends Query> = {
  readonly [Name in keyof Q]:
    | ValueOf<Q[Name]>
    | (Q[Name] extends { readonly default: number | string } ? never : undefined);
};
type ValueOf<P> = P extends FlagParameter
  ? boolean
  : P extends IntegerParameter | TimeParameter
    ? number
    : P extends { readonly enum: readonly (infer Word)[] }
      ? Word
      : string;

export function flagParameter(description: string): FlagParameter {
  return { type: "boolean", description };
}

export function textParameter(description: string, maxLength: number): TextParameter {
  return { type: "string", minLength: 1, maxLength, description };
}

export function timeParameter(description: string): TimeParameter {
  return { type: "string", format: "date-time", description };
}

/**
 * The query of an address as exactly these parameters.
 *
 * @param url path and query, as received
 * @throws {AuthError} invalid_request that names what does not fit or is misspelt; never a value that was sent
 * @example readQuery("/events?limit=5", { limit: { type: "integer", minimum: 1, … } }).limit === 5
 */
export function readQuery<const Q extends Query>(url: string, parameters: Q): QueryOf<Q> {
  const sent = new URLSearchParams(url.includes("?") ? url.slice(url.indexOf("?")) : "");
  const names = Object.keys(parameters);
  const problems = names.flatMap((name) => parameterProblem(name, sent.getAll(name), parameters[name]));
  const unknown = [...sent.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) problems.push(unknownName("parameter", unknown, names));
  if (problems.length > 0) throw new AuthError("invalid_request", { reason: problems.join("; ") });
  return Object.fromEntries(
    names.map((name) => [name, parsedValue(sent.get(name), parameters[name])]),
  ) as QueryOf<Q>;
}

/** The parameters as the members of an object in a body: numbers and flags are no texts there. */
export function objectProblems(name: string, value: unknown, parameters: Query): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return [`${name} must be an object`];
  const given = Object.entries(value);
  const unknown = given.find(([member]) => !Object.hasOwn(parameters, member))?.[0];
  if (unknown !== undefined)
    return [`in ${name}, ${unknownName("member", unknown, Object.keys(parameters))}`];
  return given.flatMap(([member, inner]: [string, unknown]) => {
    const parameter = parameters[member];
    if (parameter === undefined || (typeOf(parameter) === typeof inner && fits(String(inner), parameter)))
      return [];
    return [`${name}.${member} must be ${describeParameter(parameter)}`];
  });
}

/** The values of such an object that has no problems. */
export function objectValues<const Q extends Query>(given: object, parameters: Q): QueryOf<Q> {
  const texts = new Map(Object.entries(given).map(([name, value]) => [name, String(value)]));
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [
      name,
      parsedValue(texts.get(name) ?? null, parameter),
    ]),
  ) as QueryOf<Q>;
}

function typeOf({ type }: Parameter): string {
  return type === "integer" ? "number" : type;
}

function parsedValue(text: string | null, parameter: Parameter | undefined): unknown {
  if (parameter === undefined) return undefined;
  if (text === null) return "default" in parameter ? parameter.default : undefined;
  if (parameter.type === "integer") return Number(text);
  if (parameter.type === "boolean") return text === "true";
  return "format" in parameter ? fromIso(text) : text;
}

function parameterProblem(
  name: string,
  values: readonly string[],
  parameter: Parameter | undefined,
): string[] {
  const [text] = values;
  if (parameter === undefined || text === undefined) return [];
  if (values.length > 1) return [`${name} is given twice`];
  return fits(text, parameter) ? [] : [`${name} must be ${describeParameter(parameter)}`];
}

function fits(text: string, parameter: Parameter): boolean {
  if (parameter.type === "integer") {
    const { minimum, maximum } = parameter;
    return /^(?:0|[1-9]\d{0,15})$/.test(text) && Number(text) >= minimum && Number(text) <= maximum;
  }
  if (parameter.type === "boolean") return text === "true" || text === "false";
  if ("enum" in parameter) return parameter.enum.includes(text);
  if ("format" in parameter) return fromIso(text) !== null;
  return text !== "" && text.length <= parameter.maxLength && !/[\x00-\x1f\x7f]/.test(text);
}

/** What a parameter takes, in words: "a whole number from 1 to 100". */
export function describeParameter(parameter: Parameter): string {
  if (parameter.type === "integer") return `a whole number from ${parameter.minimum} to ${parameter.maximum}`;
  if (parameter.type === "boolean") return "true or false";
  if ("enum" in parameter) return `one of ${parameter.enum.join(", ")}`;
  if ("format" in parameter) return "a time like 2026-01-31T12:00:00Z";
  return `text of 1 to ${parameter.maxLength} characters`;
}
