import { type FormEvent, useState } from "react";
import { useActor } from "../actor.ts";
import { refreshAll } from "../api/queries.ts";
import { send } from "../api/send.ts";
import { useAct } from "../api/use-act.ts";
import type { UserDetail } from "../api/wire.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Field } from "../parts/field.tsx";
import { navigate } from "../router/location.ts";
import { toast } from "../shell/toast.ts";
import { changeUser, userPath } from "./user-path.ts";

export function DangerZone({ user }: { readonly user: UserDetail }) {
  const { may } = useActor();
  const [isAsked, setIsAsked] = useState(false);
  return (
    <section aria-labelledby="danger">
      <h2 id="danger">Danger zone</h2>
      <div className="danger-zone">
        {may("users.change") && user.isActive && (
          <>
            <p>Deactivated, they cannot sign in, and all their sessions end. Nothing is lost.</p>
            <ActButton
              className="danger"
              done="Deactivated."
              act={() => changeUser(user.id, "POST", "/deactivate")}
            >
              Deactivate
            </ActButton>
          </>
        )}
        {may("users.change") && !user.isActive && (
          <>
            <p>They cannot sign in.</p>
            <ActButton done="Activated." act={() => changeUser(user.id, "POST", "/activate")}>
              Activate
            </ActButton>
          </>
        )}
        {may("users.delete") && (
          <>
            <p className="apart">Deleted, they are gone for good, with all their sessions.</p>
            <button type="button" className="danger" onClick={() => setIsAsked(true)}>
              Delete this user
            </button>
          </>
        )}
      </div>
      {isAsked && <DeleteDialog user={user} onClose={() => setIsAsked(false)} />}
    </section>
  );
}

interface DeleteDialogProps {
  readonly user: UserDetail;
  readonly onClose: () => void;
}

function DeleteDialog({ user: { id, username }, onClose }: DeleteDialogProps) {
  const [typed, setTyped] = useState("");
  const { isBusy, error, run } = useAct();

  async function remove(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!(await run(() => send("DELETE", userPath(id))))) return;
    toast(`${username} is deleted.`);
    navigate("/admin/users", { replace: true });
    refreshAll("/admin/api/");
  }

  return (
    <Dialog title={`Delete ${username}`} onClose={onClose}>
      <form onSubmit={remove}>
        <p>This cannot be undone. Their events stay.</p>
        {error && <Failure error={error} />}
        <Field
          label={`Type “${username}” to go on`}
          required
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          onChange={setTyped}
        />
        <div className="actions">
          <button type="submit" className="danger" aria-busy={isBusy} disabled={typed !== username}>
            Delete
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
