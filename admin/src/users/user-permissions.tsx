import { useActor } from "../actor.ts";
import type { UserDetail } from "../api/wire.ts";
import { PermissionEditor } from "../parts/permission-editor.tsx";
import { changeUser } from "./user-path.ts";

export function UserPermissions({ user }: { readonly user: UserDetail }) {
  const { may } = useActor();
  const others = user.permissions.filter((permission) => !user.ownPermissions.includes(permission));
  return (
    <section aria-labelledby="permissions">
      <h2 id="permissions">Permissions</h2>
      <p>
        {user.isSuperuser
          ? "A superuser may do everything, whatever is chosen here."
          : user.isStaff
            ? "What this user may do in the admin, beside what their groups give."
            : "They count only once the user is staff."}
      </p>
      <PermissionEditor
        given={user.ownPermissions}
        isReadOnly={!may("users.change")}
        onSave={(change) => changeUser(user.id, "PATCH", "/permissions", change)}
      />
      {!user.isSuperuser && others.length > 0 && <p className="small">From groups: {others.join(", ")}</p>}
    </section>
  );
}
