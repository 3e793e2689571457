import { constants, createHmac, type KeyObject, sign, timingSafeEqual, verify } from "node:crypto";
import { parseStrictJson, StrictJsonError } from "../json.ts";

export type Algorithm = "HS256" | "EdDSA" | "ES256" | "RS256";

/** A key bound to one algorithm (RFC 8725 section 3.1). For HS256 both sides are the one secret. */
export interface JwsKey {
  /** At most 64 characters. */
  readonly kid: string;
  readonly algorithm: Algorithm;
  /** Null for a key that only verifies. */
  readonly signWith: KeyObject | null;
  readonly verifyWith: KeyObject;
}

interface AlgorithmRow {
  sign(data: Buffer, key: KeyObject): Buffer;
  /** False for any signature that is not exact, whatever its length. */
  verify(data: Buffer, signature: Buffer, key: KeyObject): boolean;
}

/** The signature schemes of RFC 7518 section 3 and RFC 8037 section 3.1, over bytes. A key names its row; a token never does. */
export const algorithms: Readonly<Record<Algorithm, AlgorithmRow>> = {
  HS256: {
    sign: hmac,
    verify: (data, signature, key) => signature.length === 32 && timingSafeEqual(signature, hmac(data, key)),
  },
  EdDSA: {
    sign: (data, key) => sign(null, data, key),
    verify: (data, signature, key) => signature.length === 64 && verify(null, data, key, signature),
  },
  ES256: {
    sign: (data, key) => sign("sha256", data, { key, dsaEncoding: "ieee-p1363" }),
    verify: (data, signature, key) =>
      signature.length === 64 &&
      !isZero(signature.subarray(0, 32)) &&
      !isZero(signature.subarray(32)) &&
      verify("sha256", data, { key, dsaEncoding: "ieee-p1363" }, signature),
  },
  RS256: {
    sign: (data, key) => sign("sha256", data, { key, padding: constants.RSA_PKCS1_PADDING }),
    verify: (data, signature, key) =>
      signature.length === Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8) &&
      verify("sha256", data, { key, padding: constants.RSA_PKCS1_PADDING }, signature),
  },
};

/** Why a token is refused: for the log, never for the client. Holds no text of the token. */
export interface JwsRefusal {
  readonly ok: false;
  readonly reason: string;
}

/** Room for the largest cookie (4096 bytes) twice over; longer tokens are refused before any work. */
const MAX_TOKEN_LENGTH = 8192;
const MAX_KID_LENGTH = 64;
const HEADER_MEMBERS: readonly string[] = ["alg", "typ", "kid"];
// ignoreBOM keeps a byte order mark in the text, where parseStrictJson refuses it.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Signs a payload as a compact JWS (RFC 7515 section 3.1) with the header members alg, typ, kid.
 *
 * @throws {TypeError} when the key only verifies.
 */
export function signJws(payload: object, key: JwsKey, typ: string): string {
  if (key.signWith === null) throw new TypeError("This key only verifies: it has no signWith.");
  const header = encode(JSON.stringify({ alg: key.algorithm, typ, kid: key.kid }));
  const signed = `${header}.${encode(JSON.stringify(payload))}`;
  return `${signed}.${algorithms[key.algorithm].sign(Buffer.from(signed), key.signWith).toString("base64url")}`;
}

/**
 * Verifies a compact JWS and reads its payload, a JSON object. Claims are not checked here.
 * `findKey` gets the token's kid, which is the sender's text: it must be no more than a look-up in a Map.
 */
export function verifyJws(
  token: string,
  options: { typ: string; findKey: (kid: string) => JwsKey | undefined },
): { readonly ok: true; readonly payload: Record<string, unknown> } | JwsRefusal {
  const opened = openJws(token, options);
  if (!opened.ok) return opened;
  const payload = parseObject(opened.payloadBytes);
  return typeof payload === "string" ? refuse(`the payload is refused: ${payload}`) : { ok: true, payload };
}

/**
 * The part of {@link verifyJws} before the payload is read: encoding, header, key and signature (RFC 7515 section 5.2).
 * A `typ` of null leaves the header's typ unchecked: for payloads that are not ours, such as test vectors.
 */
export function openJws(
  token: string,
  options: { typ: string | null; findKey: (kid: string) => JwsKey | undefined },
): { readonly ok: true; readonly payloadBytes: Buffer } | JwsRefusal {
  if (token.length > MAX_TOKEN_LENGTH) return refuse(`it is longer than ${MAX_TOKEN_LENGTH} characters`);
  const parts = token.split(".", 4);
  if (parts.length !== 3) return refuse("it does not have three parts");
  const [headerBytes, payloadBytes, signature] = parts.map(decode);
  if (!headerBytes || !payloadBytes || !signature) return refuse("a part is not canonical base64url");
  if (headerBytes.length === 0 || signature.length === 0)
    return refuse("the header or the signature is empty");

  const header = parseObject(headerBytes);
  if (typeof header === "string") return refuse(`the header is refused: ${header}`);
  const { alg, typ, kid } = header;
  if (Object.keys(header).some((name) => !HEADER_MEMBERS.includes(name)))
    return refuse("the header has other members than alg, typ, kid");
  if (options.typ !== null && typ !== options.typ) return refuse("the typ is not the expected one");
  if (typeof kid !== "string" || kid.length > MAX_KID_LENGTH)
    return refuse("the kid is missing or no short text");

  const key = options.findKey(kid);
  if (key === undefined) return refuse("no key has this kid");
  if (alg !== key.algorithm) return refuse("the alg is not that of the key");
  const signed = Buffer.from(token.slice(0, token.lastIndexOf(".")));
  const matches = algorithms[key.algorithm].verify(signed, signature, key.verifyWith);
  return matches ? { ok: true, payloadBytes } : refuse("the signature does not match");
}

function hmac(data: Buffer, key: KeyObject): Buffer {
  return createHmac("sha256", key).update(data).digest();
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64url");
}

/** Null unless the text is what the bytes encode to: so no padding, no foreign characters, no stray last bits (RFC 7515 section 2). */
function decode(part: string): Buffer | null {
  const bytes = Buffer.from(part, "base64url");
  return bytes.toString("base64url") === part ? bytes : null;
}

/** The object, or as text the reason why there is none. */
function parseObject(bytes: Buffer): Record<string, unknown> | string {
  try {
    const value = parseStrictJson(utf8.decode(bytes));
    return isObject(value) ? value : "it is not an object";
  } catch (error) {
    if (error instanceof StrictJsonError) return error.message;
    if (error instanceof TypeError) return "it is not UTF-8";
    throw error;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuse(reason: string): JwsRefusal {
  return { ok: false, reason };
}
