import { AuthError } from "../errors.ts";

/** A place in a list: the part of it, and the key of the last row before it. */
export interface Place {
  readonly part: string;
  readonly key: readonly (string | number)[];
}

/** A place as text that says nothing to who holds it. */
export function toCursor({ part, key }: Place): string {
  return Buffer.from(JSON.stringify([part, ...key])).toString("base64url");
}

/**
 * The place that a cursor names. It may be anything: it came with the request.
 *
 * @param keyLengths how many values the key of each part has
 * @throws {AuthError} invalid_request
 */
export function readCursor(cursor: string, keyLengths: ReadonlyMap<string, number>): Place {
  const [part, ...key] = parse(cursor);
  const isKey = (value: unknown) => typeof value === "string" || Number.isSafeInteger(value);
  if (typeof part !== "string" || keyLengths.get(part) !== key.length || !key.every(isKey)) {
    const reason = "after must be the `next` of a page of the same list in the same order";
    throw new AuthError("invalid_request", { reason });
  }
  return { part, key: key as (string | number)[] };
}

function parse(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
