import { isCommonPassword } from "./common-passwords.ts";

/** The longest new password, in Unicode code points after NFC. NIST SP 800-63B-4 asks for at least 64. */
export const MAX_PASSWORD_LENGTH = 256;

/** One NFC code point comes from at most 4 code points, each at most 2 UTF-16 units: longer text cannot fit. */
const MAX_RAW_LENGTH = MAX_PASSWORD_LENGTH * 4 * 2;

/** What to say of {@link isOverlong} text, whose characters nobody counts. */
export const OVERLONG_PROBLEM = `it is too long, at most ${MAX_PASSWORD_LENGTH} characters are allowed`;

/** Shorter attributes turn up in good passwords by chance; so few characters around one add nothing to guess. */
const MIN_ATTRIBUTE_LENGTH = 4;
const MIN_REST_LENGTH = 5;

/** Fewer are a run of one key or two, which no list holds in every length. */
const MIN_DIFFERENT_CHARACTERS = 4;

export interface PasswordPolicy {
  /** Fewest Unicode code points, counted after NFC. */
  readonly minLength: number;
  /** What a stranger may know of the user: user name, e-mail address, the name of the site. Empty ones are ignored. */
  readonly userAttributes: readonly string[];
}

/**
 * The one form in which a password is hashed and verified: NFC, so that the keyboards of two machines agree
 * (NIST SP 800-63B-4 section 3.1.1.2). NFC rather than NFKC: it never makes two visibly different passwords equal.
 */
export function normalizePassword(password: string): string {
  return password.normalize("NFC");
}

/**
 * True for text that is over {@link MAX_PASSWORD_LENGTH} in every Unicode form. Ask before normalising: NFC of
 * 100 kB of combining marks holds the event loop for most of a second.
 */
export function isOverlong(password: string): boolean {
  return password.length > MAX_RAW_LENGTH;
}

/**
 * Why a new password is refused; empty when it is fine. Each entry completes "The new password cannot be used: …".
 * No rule asks for kinds of characters (ASVS 6.2.5).
 *
 * @example passwordProblems("hello", { minLength: 8, userAttributes: [] }) // ["it has 5 characters, at least 8 are needed"]
 */
export function passwordProblems(password: string, { minLength, userAttributes }: PasswordPolicy): string[] {
  if (isOverlong(password)) return [OVERLONG_PROBLEM];
  const normal = normalizePassword(password);
  return [
    ...passwordFaults(password),
    tooShort(countCharacters(normal), minLength) ?? tooUniform(normal),
    isCommonPassword(normal) ? "it is one of the most common passwords" : null,
    isNearAttribute(normal, userAttributes)
      ? "it is the user name, the e-mail address or the name of the site with little or nothing added"
      : null,
  ].filter((problem) => problem !== null);
}

/** What keeps a password from ever working, whoever wants it; {@link passwordProblems} has these and the weaknesses. */
export function passwordFaults(password: string): string[] {
  if (isOverlong(password)) return [OVERLONG_PROBLEM];
  const normal = normalizePassword(password);
  const length = countCharacters(normal);
  return [
    length > MAX_PASSWORD_LENGTH
      ? `it has ${length} characters, at most ${MAX_PASSWORD_LENGTH} are allowed`
      : null,
    /[\x00-\x1f\x7f]/.test(normal) ? "it contains a control character, such as a tab or a line break" : null,
    normal.isWellFormed()
      ? null
      : "it contains half a character (an unpaired surrogate), which cannot be stored",
  ].filter((fault) => fault !== null);
}

function tooShort(length: number, minLength: number): string | null {
  if (length >= minLength) return null;
  return `it has ${length} ${length === 1 ? "character" : "characters"}, at least ${minLength} are needed`;
}

function tooUniform(password: string): string | null {
  if (/^\s*$/.test(password)) return "it holds nothing but white space";
  const count = new Set(password).size;
  if (count >= MIN_DIFFERENT_CHARACTERS) return null;
  return `it has ${count} different ${count === 1 ? "character" : "characters"}, at least ${MIN_DIFFERENT_CHARACTERS} are needed`;
}

/** ASVS 6.2.11: words of the context. */
function isNearAttribute(password: string, attributes: readonly string[]): boolean {
  const folded = fold(password);
  return attributes
    .flatMap((attribute) => [attribute, attribute.slice(0, Math.max(0, attribute.indexOf("@")))])
    .map(fold)
    .filter((attribute) => countCharacters(attribute) >= MIN_ATTRIBUTE_LENGTH && folded.includes(attribute))
    .some((attribute) => countCharacters(folded.replaceAll(attribute, "")) < MIN_REST_LENGTH);
}

/** For comparisons only: full-width letters and ligatures are the same word in another dress. */
function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function countCharacters(text: string): number {
  return Array.from(text).length;
}
