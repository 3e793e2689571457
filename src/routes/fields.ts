import { AuthError } from "../errors.ts";
import { closest } from "../settings/closest.ts";

/** One text field of a body, as JSON Schema says it. */
export interface Field {
  readonly type: "string";
  readonly minLength: number;
  /** UTF-16 code units. */
  readonly maxLength: number;
  readonly description: string;
}

/** A field that may be left out, or be empty. */
export interface OptionalField extends Field {
  readonly isOptional: true;
}

/** The fields of a body: no other is taken. */
export type Fields = Readonly<Record<string, Field | OptionalField>>;
export type BodyOf<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends OptionalField ? string | undefined : string;
};

export function textField(description: string, maxLength: number): Field {
  return { type: "string", minLength: 1, maxLength, description };
}

export function optionalField(description: string, maxLength: number): OptionalField {
  return { type: "string", minLength: 0, maxLength, description, isOptional: true };
}

export function isOptional(field: Field | OptionalField): field is OptionalField {
  return "isOptional" in field;
}

/**
 * The body as exactly these fields.
 *
 * @throws {AuthError} invalid_request that names what is missing or does not fit; never what was sent
 */
export function readFields<F extends Fields>(body: unknown, fields: F): BodyOf<F> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new AuthError("invalid_request", { reason: "the body must be an object" });
  }
  const names = Object.keys(fields);
  const given = body as Record<string, unknown>;
  const problems = [
    ...names.flatMap((name) => fieldProblem(name, given[name], fields[name])),
    ...Object.keys(given)
      .filter((name) => !names.includes(name))
      // A suggestion takes time: one is enough, however many names a hostile body has.
      .slice(0, 1)
      .map((name) => unknownProblem(name, names)),
  ];
  if (problems.length > 0) throw new AuthError("invalid_request", { reason: problems.join("; ") });
  return given as BodyOf<F>;
}

/** The same as JSON Schema, for OpenAPI. */
export function fieldsSchema(fields: Fields): object {
  const all = Object.entries(fields);
  return {
    type: "object",
    properties: Object.fromEntries(
      all.map(([name, { type, minLength, maxLength, description }]) => [
        name,
        { type, minLength, maxLength, description },
      ]),
    ),
    required: all.filter(([, field]) => !isOptional(field)).map(([name]) => name),
    additionalProperties: false,
  };
}

function fieldProblem(name: string, value: unknown, field: Fields[string] | undefined): string[] {
  if (field === undefined) return [];
  if (value === undefined) return isOptional(field) ? [] : [`${name} is missing`];
  if (typeof value !== "string") return [`${name} must be text`];
  if (value.length < field.minLength) return [`${name} is empty`];
  if (value.length > field.maxLength) return [`${name} is longer than ${field.maxLength} characters`];
  return /[\x00-\x1f\x7f]/.test(value) ? [`${name} holds a control character`] : [];
}

function unknownProblem(name: string, known: readonly string[]): string {
  const near = name.length > 40 ? null : closest(name, known);
  return near === null
    ? "there is a field that is not known"
    : `there is a field that is not known; did you mean ${near}?`;
}
