import { type FormEvent, useState } from "react";
import { send } from "../api/send.ts";
import { useAct } from "../api/use-act.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Field } from "../parts/field.tsx";
import { useConfirmation } from "./confirm-password.ts";

/** The password once more, before what cannot be undone (ASVS 7.5.3). What was typed beneath it stays. */
export function ConfirmPasswordDialog() {
  const confirmation = useConfirmation();
  const [password, setPassword] = useState("");
  const act = useAct();
  if (confirmation === null) return null;

  function settle(isConfirmed: boolean): void {
    setPassword("");
    confirmation?.settle(isConfirmed);
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    event.stopPropagation();
    if (await act.run(() => send("POST", "/me/confirm", { password }))) settle(true);
  }

  return (
    <Dialog title="Confirm that it is you" onClose={() => settle(false)}>
      <form onSubmit={submit}>
        <p>This needs your password once more. You will not be asked again for a while.</p>
        {act.error && <Failure error={act.error} />}
        <Field
          label="Your password"
          type="password"
          autoComplete="current-password"
          required
          autoFocus
          value={password}
          onChange={setPassword}
        />
        <div className="actions">
          <button type="submit" className="primary" aria-busy={act.isBusy}>
            Confirm
          </button>
          <button type="button" onClick={() => settle(false)}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
