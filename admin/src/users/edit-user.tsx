import { type FormEvent, useState } from "react";
import { useActor } from "../actor.ts";
import { useAct } from "../api/use-act.ts";
import type { UserDetail } from "../api/wire.ts";
import { Failure } from "../parts/failure.tsx";
import { toast } from "../shell/toast.ts";
import { UserFields, type UserValues } from "./user-fields.tsx";
import { changeUser } from "./user-path.ts";

export function EditUser({ user }: { readonly user: UserDetail }) {
  const me = useActor();
  // What was typed only: the rest follows the server.
  const [typed, setTyped] = useState<Partial<UserValues>>({});
  const { isBusy, error, run } = useAct();
  const values = { ...user, ...typed };
  const changes = Object.fromEntries(
    Object.entries(typed).filter(([name, value]) => value !== user[name as keyof UserValues]),
  );

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!(await run(() => changeUser(user.id, "PATCH", "", changes)))) return;
    setTyped({});
    toast("Saved.");
  }

  return (
    <section aria-labelledby="edit">
      <h2 id="edit">Edit</h2>
      <form className="narrow" onSubmit={save}>
        {error && <Failure error={error} />}
        <UserFields
          values={values}
          isOwn={user.id === me.user.id}
          onChange={(change) => setTyped({ ...typed, ...change })}
        />
        <div className="actions">
          <button
            type="submit"
            className="primary"
            aria-busy={isBusy}
            disabled={Object.keys(changes).length === 0}
          >
            Save
          </button>
          {Object.keys(changes).length > 0 && (
            <button type="button" onClick={() => setTyped({})}>
              Undo
            </button>
          )}
        </div>
      </form>
    </section>
  );
}
