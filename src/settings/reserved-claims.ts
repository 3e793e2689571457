/**
 * What no claim of somebody else's may be called: claims that Wafer writes itself, under these names always (RFC 7519
 * section 4.1), and names that mean something on a JavaScript object, which whoever copies the claims would trip over.
 */
export const RESERVED_CLAIMS: readonly string[] = [
  "sid",
  "gen",
  "ver",
  "iat",
  "exp",
  "nbf",
  "iss",
  "aud",
  "must_change_password",
  "__proto__",
  "constructor",
  "prototype",
];
