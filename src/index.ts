import { type AuthContext, type ContextParts, createContext } from "./context.ts";
import { defineSettings } from "./settings/settings.ts";
import type { SettingsInput } from "./settings/table.ts";
import { assertMigrated, migrateTo } from "./store/migrate.ts";
import { openStore, throttlePathOf } from "./store/open-store.ts";
import { startUpkeep } from "./upkeep/upkeep.ts";

export { authenticate, catchUp, type Identity } from "./authenticate.ts";
export * from "./claims.ts";
export type { AuthContext } from "./context.ts";
export { AuthError, ERRORS, type ErrorCode } from "./errors.ts";
export type { EventSource } from "./events/events.ts";
export { deleteGroup, renameGroup } from "./groups/change-group.ts";
export { createGroup, findGroup, type Group, listGroups } from "./groups/groups.ts";
export { groupNamesOf, joinGroup, leaveGroup } from "./groups/members.ts";
export { changePermissions, ownPermissions, permissionsOf } from "./groups/permissions.ts";
export type { Log } from "./log.ts";
export { PERMISSIONS, type Permission } from "./permissions.ts";
export type { AuthRequest } from "./request/request.ts";
export { defineSettings, SettingsError } from "./settings/settings.ts";
export { type SimpleJwt, simpleJwt } from "./settings/simple-jwt.ts";
export type { Settings, SettingsInput } from "./settings/table.ts";
export { StoreError, type StoreErrorCode } from "./store/store-error.ts";
export type { User, UserWithGroups } from "./user.ts";
export { deleteUser } from "./users/delete-user.ts";
export { endSessionsOf } from "./users/end-sessions.ts";
export { findUser, findUserByName } from "./users/find-user.ts";
export { forcePasswordChange } from "./users/force-password-change.ts";
export { setActive } from "./users/set-active.ts";
export { setPassword } from "./users/set-password.ts";
export { setRoles } from "./users/set-roles.ts";
export { type CreateUserOptions, createUser, type NewUser } from "./users/users.ts";

/** A running sign-in system: pass it to an adapter and to {@link authenticate}. */
export interface Auth extends AuthContext {
  /** Ends what runs in the background, writes what is pending and closes the database. */
  close(): Promise<void>;
}

/** How {@link createAuth} starts, beside the settings. */
export interface AuthOptions extends Omit<ContextParts, "store" | "throttlePath"> {
  /** Bring the database up to date first. @default false: a database that is not is an error */
  readonly migrate?: boolean;
  /** Make the first signing key of an asymmetric `algorithm`. @default false: none is an error */
  readonly createKey?: boolean;
}

/**
 * Opens the database and makes everything ready for requests. It reads no environment and no wafer.config: what the
 * settings leave out has its default. Once an hour it deletes sessions that ended long ago and events past their age.
 *
 * @param options.migrate bring the database up to date first. @default false: a database that is not is an error
 * @param options.createKey make the first signing key of an asymmetric `algorithm`. @default false: none is an error
 * @throws {SettingsError} settings that cannot work, an asymmetric `algorithm` without a key among them
 * @throws {StoreError} a database that is not there, cannot be opened, or is not migrated
 * @example const auth = await createAuth({ secret: process.env.WAFER_SECRET, origin: "https://app.example.com" });
 */
export async function createAuth(input: SettingsInput, options: AuthOptions = {}): Promise<Auth> {
  const settings = defineSettings(input);
  const store = await openStore(settings.database, { mustExist: options.migrate !== true });
  try {
    await (options.migrate === true ? migrateTo(store, "latest") : assertMigrated(store));
    return await startAuth(
      createContext(settings, { ...options, store, throttlePath: throttlePathOf(settings.database) }),
      options.createKey ?? false,
    );
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function startAuth(context: AuthContext, createKey: boolean): Promise<Auth> {
  try {
    await context.signingKeys.start({ createKey });
    await context.revocations.start();
  } catch (error) {
    context.signingKeys.stop();
    context.throttle.close();
    throw error;
  }
  context.audit.start();
  const upkeep = startUpkeep(context);
  return {
    ...context,
    async close() {
      await upkeep.stop();
      context.signingKeys.stop();
      context.revocations.stop();
      await context.seen.stop();
      await context.lastSignIns.stop();
      await context.audit.stop();
      context.throttle.close();
      await context.store.close();
    },
  };
}
