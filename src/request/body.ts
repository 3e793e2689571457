import { AuthError } from "../errors.ts";
import { parseStrictJson, StrictJsonError } from "../json.ts";

/** The kinds of body a route may take, by media type. */
export type BodyKind = "json" | "form";

const MEDIA_TYPES: Record<BodyKind, string> = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
};

/**
 * Reads a body of one of the accepted kinds. The media type is decided first: a cross-site form can send only types
 * that need no preflight, so what is not on the list is refused before it is parsed (CVE-2022-41919, CVE-2025-32442).
 *
 * @throws {AuthError} unsupported_media_type, malformed_json, invalid_request
 */
export function readBody(
  contentType: string | undefined,
  bytes: Buffer,
  accepted: readonly BodyKind[],
): unknown {
  const kind = accepted.find((candidate) => isMediaType(contentType, MEDIA_TYPES[candidate]));
  if (kind === undefined) {
    throw new AuthError("unsupported_media_type", { allow: allowed(contentType, accepted) });
  }
  return kind === "json" ? readJson(bytes) : readForm(bytes);
}

/**
 * Refuses a body where none is taken: who sent it believes that it was read. `{}` is what many clients send for none.
 *
 * @throws {AuthError} malformed_json, invalid_request that names the fields of JSON
 */
export function refuseBody(contentType: string | undefined, bytes: Buffer): void {
  if (bytes.length === 0 || bytes.toString() === "{}") return;
  const sent = isMediaType(contentType, MEDIA_TYPES.json) ? readJson(bytes) : null;
  const isObject = typeof sent === "object" && sent !== null && !Array.isArray(sent);
  const names = isObject ? Object.keys(sent) : [];
  if (isObject && names.length === 0) return;
  // Only what looks like a name is repeated, and not endlessly.
  const told = names.filter((name) => /^[a-z_]{1,40}$/i.test(name)).slice(0, 5);
  const what = told.length === 0 ? "" : `, and was sent ${told.join(", ")}`;
  throw new AuthError("invalid_request", { reason: `this address takes no body${what}` });
}

/** What to send. Where the media type is right it is the charset that is not (RFC 8259 section 8.1). */
function allowed(contentType: string | undefined, accepted: readonly BodyKind[]): string {
  const [essence = ""] = (contentType ?? "").toLowerCase().split(/[\s;]/, 1);
  return accepted.some((kind) => MEDIA_TYPES[kind] === essence)
    ? `${essence} with charset=utf-8 or without parameters: only UTF-8 is accepted`
    : mediaTypesOf(accepted);
}

/** The media types by name, as a refusal tells them. */
export function mediaTypesOf(kinds: readonly BodyKind[]): string {
  return kinds.length === 0 ? "no body" : kinds.map((kind) => MEDIA_TYPES[kind]).join(" or ");
}

/** The exact media type, with no parameter but charset=utf-8. */
function isMediaType(contentType: string | undefined, mediaType: string): boolean {
  const [essence = "", ...parameters] = (contentType ?? "").toLowerCase().split(";");
  return (
    essence === mediaType && (parameters.length === 0 || /^ ?charset="?utf-8"?$/.test(parameters.join(";")))
  );
}

function readJson(bytes: Buffer): unknown {
  try {
    return parseStrictJson(readUtf8(bytes));
  } catch (error) {
    if (error instanceof StrictJsonError) throw new AuthError("malformed_json", { reason: error.message });
    throw error;
  }
}

function readForm(bytes: Buffer): Record<string, string> {
  const fields = readUtf8(bytes)
    .split("&")
    .filter((pair) => pair !== "")
    .map(readPair);
  const names = new Set(fields.map(([name]) => name));
  if (names.size !== fields.length)
    throw new AuthError("invalid_request", { reason: "a field is given twice" });
  return Object.fromEntries(fields);
}

/** As browsers write it. URLSearchParams would take bytes that are no UTF-8 for U+FFFD, and a stray "%" as it stands. */
function readPair(pair: string): [string, string] {
  const [name = "", ...value] = pair.replaceAll("+", " ").split("=");
  try {
    return [decodeURIComponent(name), decodeURIComponent(value.join("="))];
  } catch {
    throw new AuthError("invalid_request", { reason: "a field is not percent-encoded UTF-8" });
  }
}

function readUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new AuthError("malformed_json", { reason: "it is not UTF-8 text" });
  }
}
