import { consent } from "./consent.ts";
import { findNamedUser } from "./find-user.ts";
import type { Terminal } from "./terminal.ts";
import type { Deps } from "./with-store.ts";

/**
 * Asks before an act that leaves nobody who may do everything in the admin, and warns of it even after --yes. The admin
 * itself needs no such question: nobody takes that from themselves there.
 *
 * @param names who will be active, staff or a superuser no more
 * @throws {CommandError | Interrupted}
 */
export async function consentToNoSuperuser(
  terminal: Terminal,
  deps: Deps,
  names: readonly string[],
): Promise<void> {
  const superusers = await deps.store.db
    .selectFrom("users")
    .select("id")
    .where("is_active", "=", 1)
    .where("is_staff", "=", 1)
    .where("is_superuser", "=", 1)
    .execute();
  if (superusers.length === 0) return;
  const named = await Promise.all(names.map((name) => findNamedUser(deps, name)));
  if (superusers.some(({ id }) => named.every((user) => user?.id !== id))) return;
  const effect =
    "This leaves no active superuser: nobody may do everything in the admin then, until `wafer createsuperuser` makes one.";
  if (terminal.isYes) terminal.warn(`${terminal.paint("yellow", "Warning:")} ${effect}`);
  await consent(terminal, effect);
}
