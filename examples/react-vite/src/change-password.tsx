import type { FormEvent } from "react";
import type { User } from "wafer-auth/client";
import { useAuth } from "wafer-auth/react";
import { Outcome } from "./outcome.tsx";
import { useCall } from "./use-call.ts";

export function ChangePassword({ user }: { user: User }) {
  const { changePassword } = useAuth();
  const { busy, error, done, run } = useCall();
  const wrong = (code: string) =>
    error?.code === code ? { "aria-invalid": true, "aria-describedby": "password-error" } : {};

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    await run(async () => {
      await changePassword({
        currentPassword: String(fields.get("currentPassword")),
        newPassword: String(fields.get("newPassword")),
      });
      form.reset();
    }, "The password is changed.");
  }

  return (
    <form method="post" onSubmit={submit}>
      <h2>Change the password</h2>
      <Outcome id="password-error" error={error} done={done} />
      {/* Tells a password manager whose password changes. */}
      <input name="username" autoComplete="username" value={user.username} readOnly hidden />
      <label htmlFor="currentPassword">Current password</label>
      <input
        id="currentPassword"
        name="currentPassword"
        type="password"
        autoComplete="current-password"
        required
        {...wrong("wrong_password")}
      />
      <label htmlFor="newPassword">New password</label>
      <input
        id="newPassword"
        name="newPassword"
        type="password"
        autoComplete="new-password"
        required
        {...wrong("password_rejected")}
      />
      <button type="submit" aria-busy={busy}>
        Change password
      </button>
    </form>
  );
}
