import { TOKEN } from "./header-names.ts";
import { RESERVED_CLAIMS } from "./reserved-claims.ts";

/** Reads one raw value (from code or from the environment) into its exact type, or throws a {@link Misfit}. */
export type Reader<Input, Value> = ((raw: unknown) => Value) & { readonly input?: Input };

/** Why a value does not fit its setting: completes the sentence "setting x must be …". */
export class Misfit extends Error {}

const TEN_YEARS = 3_650 * 86_400;
const UNITS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** A duration: whole seconds, or text such as "30s", "5m", "12h", "1d", "2w". The value is in seconds. */
export const duration: Reader<string | number, number> = (raw) => {
  const match = /^(\d{1,9})\s*([smhdw])?$/.exec(typeof raw === "number" ? String(raw) : asText(raw));
  if (match === null) throw new Misfit('a duration such as "30s", "5m", "12h" or "1d"');
  const seconds = Number(match[1]) * UNITS[(match[2] ?? "s") as keyof typeof UNITS];
  if (seconds > TEN_YEARS) throw new Misfit("at most ten years");
  return seconds;
};

export const text: Reader<string, string> = (raw) => {
  const value = asText(raw);
  if (value === "") throw new Misfit("text that is not empty");
  return value;
};

/** A claim's name. Those that Wafer writes itself cannot be taken for another (RFC 7519 section 4.1). */
export const claimName: Reader<string, string> = (raw) => {
  const name = text(raw);
  if (RESERVED_CLAIMS.includes(name) || !/^[\w.:/-]{1,60}$/.test(name)) {
    throw new Misfit("a claim name of letters, digits and _ . : / - that no other claim has");
  }
  return name;
};

export const optionalText: Reader<string | null, string | null> = (raw) =>
  raw === null || raw === undefined || raw === "" ? null : text(raw);

/** A function, which only code can give. */
export function optionalFunction<F extends (...given: never[]) => unknown>(): Reader<F | null, F | null> {
  return (raw) => {
    if (raw !== null && typeof raw !== "function") throw new Misfit("a function");
    return raw as F | null;
  };
}

/** A list: an array, or comma-separated text. */
export const list: Reader<string | readonly string[], readonly string[]> = (raw) => {
  const items = Array.isArray(raw) ? raw.map(asText) : asText(raw).split(",");
  return Object.freeze(items.map((item) => item.trim()).filter((item) => item !== ""));
};

/** Names of headers; `*`, which means all of them only where no cookies are sent (Fetch section 3.2.5), is none. */
export const headerNames: Reader<string | readonly string[], readonly string[]> = (raw) => {
  const names = list(raw);
  if (names.some((name) => name === "*" || !TOKEN.test(name))) {
    throw new Misfit('header names such as "traceparent" (no wildcard)');
  }
  return names;
};

export const flag: Reader<boolean, boolean> = (raw) => {
  const word = String(raw).toLowerCase();
  if (["true", "1", "yes"].includes(word)) return true;
  if (["false", "0", "no"].includes(word)) return false;
  throw new Misfit("true or false");
};

export function wholeNumber(from: number, to: number): Reader<number, number> {
  return (raw) => {
    const value = typeof raw === "number" ? raw : Number(/^\d{1,12}$/.exec(asText(raw))?.[0]);
    if (!Number.isInteger(value) || value < from || value > to) {
      throw new Misfit(`a whole number from ${from} to ${to}`);
    }
    return value;
  };
}

export function oneOf<const Choice extends string>(...choices: Choice[]): Reader<Choice, Choice> {
  return (raw) => {
    const choice = choices.find((known) => known.toLowerCase() === String(raw).toLowerCase());
    if (choice === undefined) throw new Misfit(`one of ${choices.join(", ")}`);
    return choice;
  };
}

/** A web origin: scheme, host and port, nothing else (RFC 6454). The value is in the form a browser sends. */
export const origin: Reader<string, string> = (raw) => {
  const value = asText(raw).trim();
  const url = URL.canParse(value) ? new URL(value) : null;
  const isWeb = url !== null && /^https?:$/.test(url.protocol);
  if (
    !isWeb ||
    url.username !== "" ||
    url.password !== "" ||
    url.pathname !== "/" ||
    url.search !== "" ||
    url.hash !== "" ||
    value.includes("*")
  ) {
    throw new Misfit('an exact origin such as "https://app.example.com" (no path, no wildcard)');
  }
  return url.origin;
};

export const origins: Reader<string | readonly string[], readonly string[]> = (raw) =>
  Object.freeze(list(raw).map(origin));

function asText(raw: unknown): string {
  if (typeof raw !== "string") throw new Misfit("text");
  return raw;
}
