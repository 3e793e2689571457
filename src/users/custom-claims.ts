import { RESERVED_CLAIMS } from "../settings/reserved-claims.ts";
import type { Settings } from "../settings/table.ts";
import { toUser, type UserRow } from "./user.ts";

type ClaimSettings = Pick<
  Settings,
  "claims" | "userIdClaim" | "tokenTypeClaim" | "jtiClaim" | "refreshExpClaim"
>;

/**
 * What the `claims` function of the settings says of a user who is in these groups.
 *
 * @throws {TypeError} when it gives no plain object, or a claim whose name is reserved: a mistake of the program
 */
export function customClaims(user: UserRow, groups: readonly string[], settings: ClaimSettings): object {
  if (settings.claims === null) return {};
  const given: unknown = settings.claims({ ...toUser(user), groups });
  if (typeof given !== "object" || given === null || Array.isArray(given) || given instanceof Promise) {
    throw new TypeError("The function claims (in the settings) must give a plain object, and at once.");
  }
  const taken = Object.keys(given).find((name) => reserved(settings).includes(name));
  if (taken === undefined) return given;
  throw new TypeError(
    `The function claims (in the settings) gives "${taken}", which is reserved. Use another name.`,
  );
}

function reserved(settings: ClaimSettings): string[] {
  const { userIdClaim, tokenTypeClaim, jtiClaim, refreshExpClaim } = settings;
  return [...RESERVED_CLAIMS, "sub", userIdClaim, tokenTypeClaim, jtiClaim, refreshExpClaim];
}
