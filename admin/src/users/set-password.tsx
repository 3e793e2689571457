import { type FormEvent, useState } from "react";
import { useAct } from "../api/use-act.ts";
import type { UserDetail } from "../api/wire.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Failure } from "../parts/failure.tsx";
import { PasswordField } from "../parts/password-field.tsx";
import { toast } from "../shell/toast.ts";
import { changeUser } from "./user-path.ts";

export function SetPassword({ user }: { readonly user: UserDetail }) {
  const [newPassword, setNewPassword] = useState("");
  const { isBusy, error, run } = useAct();

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!(await run(() => changeUser(user.id, "POST", "/password", { newPassword })))) return;
    setNewPassword("");
    toast("The password is set, and the user's sessions have ended.");
  }

  return (
    <section aria-labelledby="password">
      <h2 id="password">Password</h2>
      <form className="narrow" onSubmit={save}>
        <p>A new password ends all sessions of the user.</p>
        {error && <Failure error={error} />}
        <PasswordField label="New password" value={newPassword} onChange={setNewPassword} />
        <div className="actions">
          <button type="submit" className="primary" aria-busy={isBusy} disabled={newPassword === ""}>
            Set password
          </button>
        </div>
      </form>
      {user.mustChangePassword ? (
        <p>They must choose a new password at their next sign-in.</p>
      ) : (
        <ActButton
          done="A new password is demanded at the next sign-in."
          act={() => changeUser(user.id, "POST", "/force-password-change")}
        >
          Demand a new password at the next sign-in
        </ActButton>
      )}
    </section>
  );
}
