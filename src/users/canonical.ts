/**
 * The one form under which a user name is unique and looked up: NFKC, then lower case, so that Alice, alice and
 * a full-width spelling are one account (CVE-2019-19844 was the lack of this).
 */
export function canonicalUsername(username: string): string {
  return username.normalize("NFKC").toLowerCase();
}

/** The same for an e-mail address. */
export function canonicalEmail(email: string): string {
  return email.trim().normalize("NFKC").toLowerCase();
}

/** Why a user name cannot be used, as a sentence; null when it can. The alphabet is Django's. */
export function usernameProblem(username: string): string | null {
  const length = [...username].length;
  if (length === 0) return "the user name is empty";
  if (length > 150) return `the user name has ${length} characters, at most 150 are allowed`;
  const canonical = canonicalUsername(username);
  if (!/^[\p{L}\p{M}\p{N}_.@+-]+$/u.test(canonical))
    return "the user name may hold letters, digits and @ . + - _ only";
  return mixesScripts(canonical) ? "the user name mixes alphabets whose letters look alike" : null;
}

/** Why an e-mail address cannot be used; null when it can, or is empty. */
export function emailProblem(email: string): string | null {
  if (email === "") return null;
  if (email.length > 254) return "the e-mail address is longer than 254 characters";
  const canonical = canonicalEmail(email);
  const isPlausible = /^[^\s@"'<>(),:;\\[\]\x00-\x20\x7f]{1,64}@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u.test(
    canonical,
  );
  return isPlausible ? null : "the e-mail address is not valid";
}

/**
 * Why a person's name cannot be kept; null when it can, or is empty. Control characters, line breaks and what turns the
 * direction of a line would garble every list the name stands in.
 *
 * @param what "first name" or "last name"
 */
export function personNameProblem(what: string, name: string): string | null {
  if (name.length > 150) return `the ${what} is longer than 150 characters`;
  return /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(name)
    ? `the ${what} holds a control character`
    : null;
}

/** Latin with Cyrillic or Greek letters is how one name is made to look like another (Unicode TR 39). */
function mixesScripts(text: string): boolean {
  const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];
  return scripts.filter((script) => script.test(text)).length > 1;
}
