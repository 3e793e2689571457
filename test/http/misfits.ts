export interface Schema {
  readonly type?: string | readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
}

/** Where a value is not what the schema says: enough of JSON Schema for our own answers. */
export function misfits(value: unknown, schema: Schema, at: string): string[] {
  if (schema.items !== undefined && Array.isArray(value)) {
    const { items } = schema;
    return value.flatMap((item, index) => misfits(item, items, `${at}[${index}]`));
  }
  if (schema.type !== "object")
    return [schema.type].flat().includes(typeOf(value)) ? [] : [`${at} is no ${schema.type}`];
  if (typeof value !== "object" || value === null) return [`${at} is no object`];
  const members = new Map(Object.entries(value));
  const known = schema.properties ?? {};
  return [
    ...(schema.required ?? []).filter((name) => !members.has(name)).map((name) => `${at}.${name} is missing`),
    ...[...members.keys()]
      .filter((name) => !(name in known))
      .map((name) => `${at}.${name} is not in the schema`),
    ...Object.entries(known).flatMap(([name, inner]) =>
      members.has(name) ? misfits(members.get(name), inner, `${at}.${name}`) : [],
    ),
  ];
}

/** The name JSON Schema has for the type of a value that is neither an object nor a list. */
function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}
