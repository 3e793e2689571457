/** Text that {@link parseStrictJson} refuses. The message is a short reason that never holds any of the input. */
export class StrictJsonError extends Error {
  override readonly name = "StrictJsonError";
}

interface OpenBracket {
  /** The member names read so far; of an array, none. */
  readonly names: Set<string>;
  /** The member whose value this bracket is, or null in an array and at the top. */
  readonly memberOf: string | null;
  lastName: string | null;
}

/**
 * Parses JSON of unknown origin (request bodies, token headers and claims). Beyond `JSON.parse` it refuses repeated
 * members (RFC 8259 section 4: their meaning is up to the reader), nesting deeper than `maxDepth`, lone surrogates
 * (RFC 7493 section 2.1), a byte order mark, `__proto__` anywhere and `prototype` inside `constructor`. Takes time
 * linear in the text.
 *
 * @param options.maxDepth Most brackets that may be open at a time. Default 32.
 * @throws {StrictJsonError} when the text is refused.
 */
export function parseStrictJson(text: string, options: { maxDepth?: number } = {}): unknown {
  if (!text.isWellFormed()) throw new StrictJsonError("it has a lone surrogate");
  checkBrackets(text, options.maxDepth ?? 32);
  return parse(text);
}

/**
 * Walks the tokens of the text once. Of JSON it sees only brackets and strings: what is malformed otherwise passes here
 * and is refused by `JSON.parse`; what is well formed is read here exactly as there.
 */
function checkBrackets(text: string, maxDepth: number): void {
  const open: OpenBracket[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "{" || character === "[") {
      if (open.length >= maxDepth) throw new StrictJsonError(`it is nested deeper than ${maxDepth}`);
      open.push({ names: new Set(), memberOf: open.at(-1)?.lastName ?? null, lastName: null });
    } else if (character === "}" || character === "]") {
      open.pop();
    } else if (character === '"') {
      const end = closingQuote(text, at);
      const value = decodeString(text.slice(at, end + 1));
      if (isFollowedByColon(text, end + 1)) addName(open.at(-1), value);
      at = end;
    }
  }
}

function addName(bracket: OpenBracket | undefined, name: string): void {
  if (bracket === undefined) throw notJson();
  if (name === "__proto__") throw new StrictJsonError("it has a member named __proto__");
  if (name === "prototype" && bracket.memberOf === "constructor") {
    throw new StrictJsonError("it has a member named constructor that holds prototype");
  }
  if (bracket.names.has(name)) throw new StrictJsonError("a member is repeated");
  bracket.names.add(name);
  bracket.lastName = name;
}

function closingQuote(text: string, openingQuote: number): number {
  for (let at = openingQuote + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  throw notJson();
}

/** The value of a string token: names are compared after unescaping, so "a" and "\u0061" are one name. */
function decodeString(quoted: string): string {
  if (!quoted.includes("\\")) return quoted.slice(1, -1);
  const value = String(parse(quoted));
  if (!value.isWellFormed()) throw new StrictJsonError("it has a lone surrogate");
  return value;
}

/** In JSON a string before a colon is a member name, and nothing else is. */
function isFollowedByColon(text: string, from: number): boolean {
  let at = from;
  while (text[at] === " " || text[at] === "\t" || text[at] === "\n" || text[at] === "\r") at++;
  return text[at] === ":";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The error of JSON.parse quotes the text, so it is not kept as the cause.
    throw notJson();
  }
}

function notJson(): StrictJsonError {
  return new StrictJsonError("its syntax is wrong");
}
