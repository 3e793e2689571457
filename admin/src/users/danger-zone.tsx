import { useState } from "react";
import { useActor } from "../actor.ts";
import { refreshAll } from "../api/queries.ts";
import { send } from "../api/send.ts";
import type { UserDetail } from "../api/wire.ts";
import { ActButton } from "../parts/act-button.tsx";
import { TypedDialog } from "../parts/typed-dialog.tsx";
import { navigate } from "../router/location.ts";
import { toast } from "../shell/toast.ts";
import { changeUser, userPath } from "./user-path.ts";

export function DangerZone({ user }: { readonly user: UserDetail }) {
  const { may } = useActor();
  const [isAsked, setIsAsked] = useState(false);
  const { username } = user;

  function leave(): void {
    toast(`${username} is deleted.`);
    navigate("/admin/users", { replace: true });
    refreshAll("/admin/api/");
  }

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
      {isAsked && (
        <TypedDialog
          title={`Delete ${username}`}
          sentence="This cannot be undone. Their events stay."
          word={username}
          label="Delete"
          act={() => send("DELETE", userPath(user.id))}
          onDone={leave}
          onClose={() => setIsAsked(false)}
        />
      )}
    </section>
  );
}
