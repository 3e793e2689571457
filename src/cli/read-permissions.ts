import { isPermission, PERMISSIONS, type Permission } from "../permissions.ts";
import { closest } from "../settings/closest.ts";
import { CommandError, EXIT } from "./exit-codes.ts";

/** @throws {CommandError} for what is no permission, with what was meant */
export function readPermissions(texts: readonly string[]): readonly Permission[] {
  const unknown = texts.find((text) => !isPermission(text));
  if (unknown === undefined) return texts.filter(isPermission);
  const near = closest(unknown, PERMISSIONS);
  const hint = near === null ? `Known: ${PERMISSIONS.join(", ")}.` : `Did you mean ${near}?`;
  throw new CommandError(`There is no permission '${unknown}'. ${hint}`, EXIT.wrongUsage);
}
