import type { ListedUser } from "../api/wire.ts";

/** Whether they may sign in, in words. */
export function UserStatus({ user }: { readonly user: Pick<ListedUser, "isActive" | "isLocked"> }) {
  return (
    <>
      {user.isActive ? (
        <span className="badge good">active</span>
      ) : (
        <span className="badge bad">inactive</span>
      )}
      {user.isLocked && <span className="badge warn">locked</span>}
    </>
  );
}

export function UserRoles({ user }: { readonly user: Pick<ListedUser, "isStaff" | "isSuperuser"> }) {
  return (
    <>
      {user.isSuperuser && <span className="badge">superuser</span>}
      {user.isStaff && <span className="badge">staff</span>}
      {!user.isStaff && !user.isSuperuser && <span className="quiet">none</span>}
    </>
  );
}
