import { type FormEvent, useState } from "react";
import { ACTIONS_ON, PERMISSIONS } from "../../../src/permissions.ts";
import { useActor } from "../actor.ts";
import { useAct } from "../api/use-act.ts";
import type { Permission } from "../api/wire.ts";
import { toast } from "../shell/toast.ts";
import { Failure } from "./failure.tsx";

interface PermissionEditorProps {
  readonly given: readonly Permission[];
  readonly isReadOnly: boolean;
  readonly onSave: (change: { readonly give: Permission[]; readonly take: Permission[] }) => Promise<unknown>;
}

const ACTIONS = ACTIONS_ON.users;

/** Permissions of a user or a group. Nobody gives or takes what they do not have. */
export function PermissionEditor({ given, isReadOnly, onSave }: PermissionEditorProps) {
  const { may } = useActor();
  const [wanted, setWanted] = useState<ReadonlyMap<Permission, boolean>>(new Map());
  const { isBusy, error, run } = useAct();
  // What others give or take meanwhile changes nothing of what was meant here.
  const differing = [...wanted].filter(([permission, isWanted]) => given.includes(permission) !== isWanted);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const give = differing.flatMap(([permission, isWanted]) => (isWanted ? [permission] : []));
    const take = differing.flatMap(([permission, isWanted]) => (isWanted ? [] : [permission]));
    if (!(await run(() => onSave({ give, take })))) return;
    setWanted(new Map());
    toast("The permissions are saved.");
  }

  return (
    <form onSubmit={save}>
      {error && <Failure error={error} />}
      <table className="narrow permissions" aria-label="Permissions">
        <thead>
          <tr>
            <td />
            {ACTIONS.map((action) => (
              <th key={action} scope="col">
                {action}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Object.keys(ACTIONS_ON).map((thing) => (
            <tr key={thing}>
              <th scope="row">{thing}</th>
              {ACTIONS.map((action) => {
                const permission = PERMISSIONS.find((known) => known === `${thing}.${action}`);
                return (
                  <td key={action}>
                    {permission !== undefined && (
                      <input
                        type="checkbox"
                        aria-label={permission}
                        checked={wanted.get(permission) ?? given.includes(permission)}
                        disabled={isReadOnly || !may(permission)}
                        onChange={({ target }) => setWanted(new Map(wanted).set(permission, target.checked))}
                      />
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">
        To delete a session is to end it; to change keys is to rotate them, to delete one is to end it.
        {!isReadOnly && !PERMISSIONS.every(may) && " You can give and take only what you have yourself."}
      </p>
      {!isReadOnly && (
        <div className="actions">
          <button type="submit" className="primary" aria-busy={isBusy} disabled={differing.length === 0}>
            Save permissions
          </button>
        </div>
      )}
    </form>
  );
}
