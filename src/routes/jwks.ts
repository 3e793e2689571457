import { NO_FIELDS, route } from "./route.ts";
import { jwksSchema } from "./schemas.ts";

/** Seconds for which others may keep the keys. They read them anew when a token names a key they do not know. */
const MAX_AGE = 300;

/** GET /.well-known/jwks.json (RFC 7517 section 5): public keys only. Empty under HS256, whose key is secret. */
export const jwks = route({
  method: "GET",
  path: "/.well-known/jwks.json",
  summary:
    "The public keys that access tokens can be verified with (none under HS256); who does so refuses those with the claim `must_change_password`",
  guard: "none",
  takes: [],
  fields: NO_FIELDS,
  answers: { 200: jwksSchema },
  errors: [],
  async handler(_input, { signingKeys }) {
    return {
      status: 200,
      body: signingKeys.jwks(),
      headers: { "cache-control": `public, max-age=${MAX_AGE}`, vary: "Origin" },
    };
  },
});
