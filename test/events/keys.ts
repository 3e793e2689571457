import { sealKeys } from "../../src/events/seal.ts";

export const SECRET = "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE";
export const KEYS = sealKeys({ secret: SECRET, secretFallbacks: [] });
