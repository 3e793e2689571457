import type { Settings } from "../settings/table.ts";
import { toUser, type UserRow } from "./user.ts";

/** Whether the user is active, and `userAuthenticationRule` lets them in. A rule that throws lets nobody in. */
export function mayBeSignedIn(user: UserRow, settings: Pick<Settings, "userAuthenticationRule">): boolean {
  if (user.is_active !== 1) return false;
  return settings.userAuthenticationRule === null || settings.userAuthenticationRule(toUser(user)) === true;
}
