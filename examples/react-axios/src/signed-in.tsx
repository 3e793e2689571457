import { type FormEvent, useState } from "react";
import { changePassword, type Me, signOut, signOutEverywhere, whoAmI } from "./api.ts";
import { ApiError } from "./api-error.ts";
import { ErrorSummary } from "./error-summary.tsx";

interface SignedInProps {
  me: Me;
  onMe: (me: Me) => void;
  /** `ended`: not by this click; the session was over before. */
  onSignedOut: (ended: boolean) => void;
}

/** What a signed-in user sees and can do; each button is one call of the server. */
export function SignedIn({ me, onMe, onSignedOut }: SignedInProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [done, setDone] = useState("");

  async function run(call: () => Promise<void>, success = "") {
    if (busy) return;
    setBusy(true);
    setError(null);
    setDone("");
    try {
      await call();
      setDone(success);
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      if (failure.status === 401) onSignedOut(true);
      else setError(failure);
    } finally {
      setBusy(false);
    }
  }

  async function askAgain() {
    const answer = await whoAmI();
    if (answer === null) onSignedOut(true);
    else onMe(answer);
  }

  const leave = (call: () => Promise<void>) => () => run(() => call().then(() => onSignedOut(false)));

  return (
    <div aria-busy={busy}>
      <ErrorSummary id="account-error" error={error} />
      <Facts me={me} />
      <button type="button" onClick={() => run(askAgain, "The server knows you.")}>
        Ask who I am
      </button>
      <PasswordForm username={me.user.username} busy={busy} error={error} run={run} />
      <button type="button" onClick={leave(signOut)}>
        Sign out
      </button>
      <button type="button" onClick={leave(signOutEverywhere)}>
        Sign out everywhere
      </button>
      <p role="status">{done}</p>
    </div>
  );
}

function Facts({ me: { user, session } }: { me: Me }) {
  return (
    <dl>
      <dt>Name</dt>
      <dd>{`${user.firstName} ${user.lastName}`.trim() || "not given"}</dd>
      <dt>E-mail</dt>
      <dd>{user.email || "not given"}</dd>
      <dt>Signed in since</dt>
      <dd>
        <time dateTime={session.createdAt}>{new Date(session.createdAt).toLocaleString()}</time>
      </dd>
      <dt>Session ends</dt>
      <dd>
        <time dateTime={session.expiresAt}>{new Date(session.expiresAt).toLocaleString()}</time>
      </dd>
    </dl>
  );
}

interface PasswordFormProps {
  username: string;
  busy: boolean;
  error: ApiError | null;
  run: (call: () => Promise<void>, success: string) => Promise<void>;
}

function PasswordForm({ username, busy, error, run }: PasswordFormProps) {
  const wrong = (code: string) =>
    error?.code === code ? { "aria-invalid": true, "aria-describedby": "account-error" } : {};

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    await run(async () => {
      await changePassword(String(fields.get("currentPassword")), String(fields.get("newPassword")));
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
