import { trimOws } from "../trim-ows.ts";

/** A cookie as the Cookie header tells it. Two of one name cannot be told apart: one may be planted by a sibling host. */
export type CookieReading =
  | { readonly kind: "absent" | "ambiguous" }
  | { readonly kind: "one"; readonly value: string };

const ABSENT: CookieReading = { kind: "absent" };
const AMBIGUOUS: CookieReading = { kind: "ambiguous" };

/**
 * Finds one cookie by its exact name (RFC 6265 section 4.2.1). Pairs that are no cookie are passed over;
 * the value is taken as it stands, without unquoting or percent-decoding.
 */
export function readCookie(header: string | undefined, name: string): CookieReading {
  if (header === undefined) return ABSENT;
  let found: CookieReading = ABSENT;
  let start = 0;
  while (start < header.length) {
    const semicolon = header.indexOf(";", start);
    const end = semicolon === -1 ? header.length : semicolon;
    // Searched within the pair only: in the whole header, pairs without a sign would cost the square of its length.
    const pair = header.slice(start, end);
    const equals = pair.indexOf("=");
    if (equals !== -1 && trimOws(pair.slice(0, equals)) === name) {
      if (found.kind === "one") return AMBIGUOUS;
      found = { kind: "one", value: trimOws(pair.slice(equals + 1)) };
    }
    start = end + 1;
  }
  return found;
}
