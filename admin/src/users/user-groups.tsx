import { type FormEvent, useState } from "react";
import { useActor } from "../actor.ts";
import { send } from "../api/send.ts";
import { useAct } from "../api/use-act.ts";
import type { UserDetail } from "../api/wire.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Failure } from "../parts/failure.tsx";
import { GroupChoice } from "./group-choice.tsx";
import { refreshUser } from "./user-path.ts";

export function UserGroups({ user }: { readonly user: UserDetail }) {
  const { may } = useActor();
  const mayChange = may("users.change");
  return (
    <section aria-labelledby="groups">
      <h2 id="groups">Groups</h2>
      {user.groups.length === 0 && <p className="quiet">In no group.</p>}
      <ul className="rows">
        {user.groups.map(({ id, name }) => (
          <li key={id}>
            {name}
            {mayChange && (
              <ActButton
                label={`Take out of ${name}`}
                done={`Taken out of ${name}.`}
                act={async () => {
                  await send("DELETE", `/admin/api/groups/${id}/members/${user.id}`);
                  refreshUser(user.id);
                }}
              >
                Take out
              </ActButton>
            )}
          </li>
        ))}
      </ul>
      {mayChange && may("groups.view") && <AddToGroup user={user} />}
    </section>
  );
}

function AddToGroup({ user }: { readonly user: UserDetail }) {
  const [group, setGroup] = useState("");
  const { isBusy, error, run } = useAct();

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault();
    const isDone = await run(() => send("POST", `/admin/api/groups/${group}/members`, { userId: user.id }));
    if (!isDone) return;
    setGroup("");
    refreshUser(user.id);
  }

  return (
    <form className="filters" onSubmit={add}>
      {error && <Failure error={error} />}
      <GroupChoice value={group} without={user.groups.map(({ id }) => id)} onChange={setGroup} />
      <button type="submit" aria-busy={isBusy} disabled={group === ""}>
        Add to group
      </button>
    </form>
  );
}
