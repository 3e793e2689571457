import { AuthError } from "../errors.ts";
import { objectProblems, type Query } from "./query.ts";
import { unknownName } from "./unknown-name.ts";

/** One text field of a body, as JSON Schema says it. */
export interface TextField {
  readonly type: "string";
  readonly minLength: number;
  /** UTF-16 code units. */
  readonly maxLength: number;
  readonly description: string;
}

/** One of a few words. */
export interface ChoiceField<Word extends string = string> {
  readonly type: "string";
  readonly enum: readonly Word[];
  readonly description: string;
}

/** True or false. */
export interface FlagField {
  readonly type: "boolean";
  readonly description: string;
}

/** Several texts, none twice. */
export interface ListField<Word extends string = string> {
  readonly type: "array";
  readonly items: { readonly type: "string"; readonly maxLength: number; readonly enum?: readonly Word[] };
  readonly maxItems: number;
  readonly description: string;
}

/** An object of what a query may ask for. */
export interface FilterField {
  readonly type: "object";
  readonly properties: Query;
  readonly additionalProperties: false;
  readonly description: string;
}

export type Field = TextField | ChoiceField | FlagField | ListField | FilterField;

/** A field that may be left out; a text may be empty too. */
export type OptionalField<F extends Field = Field> = F & { readonly isOptional: true };

/** The fields of a body: no other is taken. */
export type Fields = Readonly<Record<string, Field | OptionalField>>;

/** Those of a form, which sends text only. */
export type TextFields = Readonly<Record<string, TextField | OptionalField<TextField>>>;

type ValueOf<F> =
  F extends ChoiceField<infer Word>
    ? Word
    : F extends ListField<infer Word>
      ? readonly Word[]
      : F extends FlagField
        ? boolean
        : F extends FilterField
          ? object
          : string;
export type BodyOf<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends { readonly isOptional: true }
    ? ValueOf<F[Name]> | undefined
    : ValueOf<F[Name]>;
};

export function textField(description: string, maxLength: number): TextField {
  return { type: "string", minLength: 1, maxLength, description };
}

export function optionalField(description: string, maxLength: number): OptionalField<TextField> {
  return { type: "string", minLength: 0, maxLength, description, isOptional: true };
}

export function flagField(description: string): OptionalField<FlagField> {
  return { type: "boolean", description, isOptional: true };
}

export function choiceField<const Word extends string>(
  description: string,
  words: readonly Word[],
): ChoiceField<Word> {
  return { type: "string", enum: words, description };
}

export function listField<const Word extends string = string>(
  description: string,
  { maxItems, words, maxLength = 64 }: { maxItems: number; words?: readonly Word[]; maxLength?: number },
): OptionalField<ListField<Word>> {
  const items = { type: "string", maxLength, ...(words === undefined ? {} : { enum: words }) } as const;
  return { type: "array", items, maxItems, description, isOptional: true };
}

export function filterField(description: string, properties: Query): OptionalField<FilterField> {
  return { type: "object", properties, additionalProperties: false, description, isOptional: true };
}

export function isOptional(field: Field | OptionalField): field is OptionalField {
  return "isOptional" in field;
}

/**
 * The body as exactly these fields.
 *
 * @throws {AuthError} invalid_request that names what is missing, does not fit or is misspelt; never a value that was sent
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
      .map((name) => unknownName("field", name, names)),
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
      all.map(([name, field]) => {
        const { isOptional: _, ...schema } = { isOptional: false, ...field };
        return [name, schema];
      }),
    ),
    required: all.filter(([, field]) => !isOptional(field)).map(([name]) => name),
    additionalProperties: false,
  };
}

function fieldProblem(name: string, value: unknown, field: Fields[string] | undefined): string[] {
  if (field === undefined) return [];
  if (value === undefined) return isOptional(field) ? [] : [`${name} is missing`];
  if (field.type === "boolean") return typeof value === "boolean" ? [] : [`${name} must be true or false`];
  if (field.type === "object") return objectProblems(name, value, field.properties);
  if (field.type === "array") return listProblem(name, value, field);
  if (typeof value !== "string") return [`${name} must be text`];
  if ("enum" in field)
    return field.enum.includes(value) ? [] : [`${name} must be one of ${field.enum.join(", ")}`];
  if (value.length < field.minLength) return [`${name} is empty`];
  if (value.length > field.maxLength) return [`${name} is longer than ${field.maxLength} characters`];
  return /[\x00-\x1f\x7f]/.test(value) ? [`${name} holds a control character`] : [];
}

function listProblem(name: string, value: unknown, { items, maxItems }: ListField): string[] {
  if (!Array.isArray(value)) return [`${name} must be a list`];
  if (value.length > maxItems) return [`${name} has more than ${maxItems} items`];
  const isFit = (item: unknown) =>
    typeof item === "string" &&
    item !== "" &&
    item.length <= items.maxLength &&
    (items.enum?.includes(item) ?? true);
  if (!value.every(isFit)) {
    const what = items.enum === undefined ? `texts of 1 to ${items.maxLength} characters` : "known names";
    return [`${name} must hold ${what} only`];
  }
  return new Set(value).size === value.length ? [] : [`${name} holds an item twice`];
}
