import { type FormEvent, useEffect, useState } from "react";
import type { AuthClientError, User } from "wafer-auth/client";
import { auth, failureOf, type Me, signOutOthers, whoAmI } from "./api.ts";
import { ErrorSummary } from "./error-summary.tsx";

/** What a signed-in user sees and can do; each button is one call of the server. */
export function SignedIn({ user }: { user: User }) {
  const [session, setSession] = useState<Me["session"] | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AuthClientError | null>(null);
  const [done, setDone] = useState("");

  useEffect(() => {
    whoAmI().then(
      (me) => setSession(me.session),
      (failure: unknown) => setError(failureOf(failure)),
    );
  }, []);

  async function run(call: () => Promise<unknown>, success = "") {
    if (busy) return;
    setBusy(true);
    setError(null);
    setDone("");
    try {
      await call();
      setDone(success);
    } catch (failure) {
      setError(failureOf(failure));
    } finally {
      setBusy(false);
    }
  }

  const askAgain = async () => setSession((await whoAmI()).session);

  return (
    <div aria-busy={busy}>
      <ErrorSummary id="account-error" error={error} />
      <Facts user={user} session={session} />
      <button type="button" onClick={() => run(askAgain, "The server knows you.")}>
        Ask who I am
      </button>
      <PasswordForm username={user.username} busy={busy} error={error} run={run} />
      <button type="button" onClick={() => run(signOutOthers, "All other devices are signed out.")}>
        Sign out other devices
      </button>
      <button type="button" onClick={() => run(auth.signOut)}>
        Sign out
      </button>
      <button type="button" onClick={() => run(auth.signOutEverywhere)}>
        Sign out everywhere
      </button>
      <p role="status">{done}</p>
    </div>
  );
}

function Facts({ user, session }: { user: User; session: Me["session"] | null }) {
  return (
    <dl>
      <dt>Name</dt>
      <dd>{`${user.firstName} ${user.lastName}`.trim() || "not given"}</dd>
      <dt>E-mail</dt>
      <dd>{user.email || "not given"}</dd>
      <dt>Signed in since</dt>
      <dd>{session !== null && <Time value={session.createdAt} />}</dd>
      <dt>Session ends</dt>
      <dd>{session !== null && <Time value={session.expiresAt} />}</dd>
    </dl>
  );
}

function Time({ value }: { value: string }) {
  return <time dateTime={value}>{new Date(value).toLocaleString()}</time>;
}

interface PasswordFormProps {
  username: string;
  busy: boolean;
  error: AuthClientError | null;
  run: (call: () => Promise<unknown>, success: string) => Promise<void>;
}

function PasswordForm({ username, busy, error, run }: PasswordFormProps) {
  const wrong = (code: string) =>
    error?.code === code ? { "aria-invalid": true, "aria-describedby": "account-error" } : {};

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    await run(async () => {
      await auth.changePassword({
        currentPassword: String(fields.get("currentPassword")),
        newPassword: String(fields.get("newPassword")),
      });
      form.reset();
    }, "The password is changed.");
  }

  return (
    <form method="post" onSubmit={submit}>
      <h2>Change the password</h2>
      {/* Tells a password manager whose password changes. */}
      <input name="username" autoComplete="username" value={username} readOnly hidden />
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
