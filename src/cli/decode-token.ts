import { CommandError } from "./exit-codes.ts";

/** What a token says of itself. Nothing of it is verified. */
export interface DecodedToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

const MAX_LENGTH = 100_000;

/**
 * Reads a token in compact form (RFC 7515 section 7.1), alone or after "Bearer".
 *
 * @throws {CommandError} what it is instead; never with a part of the text
 */
export function decodeToken(text: string): DecodedToken {
  const parts = text
    .trim()
    .replace(/^Bearer +/i, "")
    .split(".");
  if (text.length > MAX_LENGTH) throw notAToken(`it is longer than ${MAX_LENGTH} characters`);
  if (parts.length === 5) throw notAToken("it is encrypted (RFC 7516), so only who has the key can read it");
  if (parts.length !== 3) throw notAToken(`it has ${parts.length} of the three parts between dots`);
  const [header = "", claims = ""] = parts;
  return { header: readPart("header", header), claims: readPart("claims", claims) };
}

function readPart(name: string, part: string): Record<string, unknown> {
  if (!/^[\w-]+$/.test(part)) throw notAToken(`the ${name} part is not base64url`);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(part, "base64url"));
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return Object.fromEntries(Object.entries(value));
  } catch {
    // Told below: the reason would quote the text.
  }
  throw notAToken(`the ${name} part is not a JSON object`);
}

function notAToken(reason: string): CommandError {
  return new CommandError(`This is not a readable JWT: ${reason}. Give the value of one cookie, whole.`);
}
