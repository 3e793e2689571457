/** Claims that Wafer writes itself, under these names always (RFC 7519 section 4.1): nothing else may be called so. */
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
];
