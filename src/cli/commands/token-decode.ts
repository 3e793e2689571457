import { type DecodedToken, decodeToken } from "../decode-token.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { formatFields } from "../format.ts";
import { relativeTime } from "../relative-time.ts";
import type { Terminal } from "../terminal.ts";

/** Claims that are seconds since 1970 (RFC 7519 section 4.1), and what they say. */
const TIMES = { iat: "issued", nbf: "valid from", exp: "expires", refresh_exp: "refreshable until" } as const;

const NOT_VERIFIED =
  "Nothing was verified: not the signature, and not whether the session lives. Anybody can write such a token.";

/**
 * Explains a token without trusting it.
 *
 * @throws {CommandError} where it is none
 */
export async function tokenDecode(terminal: Terminal, given: string | undefined): Promise<ExitCode> {
  const token = decodeToken(await readToken(terminal, given));
  const times = timesOf(token, Date.now());
  if (terminal.isJson) terminal.printJson({ ...token, times, isVerified: false });
  else terminal.print(describe(token, times));
  terminal.warn(`${terminal.paint("yellow", "Warning:")} ${NOT_VERIFIED}`);
  return EXIT.ok;
}

async function readToken(terminal: Terminal, given: string | undefined): Promise<string> {
  if (given === undefined || given === "-")
    return terminal.isInteractive ? terminal.askHidden("Token: ") : terminal.readInput();
  const advice = "The shell keeps this token in its history. Leave it out, and it is asked for.";
  terminal.warn(`${terminal.paint("yellow", "Warning:")} ${advice}`);
  return given;
}

function timesOf({ claims }: DecodedToken, now: number): Record<string, string> {
  const told = Object.entries(TIMES).flatMap(([claim, word]) => {
    const time = Number(claims[claim]) * 1000;
    const isTime = typeof claims[claim] === "number" && Math.abs(time) <= 8.64e15;
    return isTime ? [[word, `${new Date(time).toISOString()}, ${relativeTime(time - now)}`]] : [];
  });
  return Object.fromEntries(told);
}

function describe({ header, claims }: DecodedToken, times: Readonly<Record<string, string>>): string {
  const sections = { Header: header, Claims: claims, Times: times };
  return Object.entries(sections)
    .filter(([, fields]) => Object.keys(fields).length > 0)
    .map(([title, fields]) => `${title}\n${indent(formatFields(toCells(fields)))}`)
    .join("\n\n");
}

/** A name in a stranger's token may hold control characters too. */
function toCells(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replace(/[\p{Cc}\p{Cf}]/gu, "\ufffd"),
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
