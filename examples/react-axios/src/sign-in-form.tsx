import { type FormEvent, useState } from "react";
import type { AuthClientError } from "wafer-auth/client";
import { auth, failureOf } from "./api.ts";
import { ErrorSummary } from "./error-summary.tsx";
import { useCountdown } from "./use-countdown.ts";

/** The form. Once somebody has signed in, the state tells. */
export function SignInForm() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AuthClientError | null>(null);
  const { secondsLeft, start } = useCountdown();
  const waiting = secondsLeft !== null && secondsLeft > 0;

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy || waiting) return;
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    start(null);
    try {
      await auth.signIn({
        username: String(fields.get("username")),
        password: String(fields.get("password")),
      });
    } catch (thrown) {
      const failure = failureOf(thrown);
      setError(failure);
      start(failure.retryAfter);
    } finally {
      setBusy(false);
    }
  }

  // onSubmit and not React's `action`, which empties the fields afterwards. method="post": should the script fail,
  // the password does not end up in the address bar.
  return (
    <form method="post" onSubmit={submit}>
      <ErrorSummary id="sign-in-error" error={error} />
      <label htmlFor="username">User name</label>
      <input
        id="username"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <label htmlFor="password">Password</label>
      <input id="password" name="password" type="password" autoComplete="current-password" required />
      <button type="submit" aria-busy={busy} disabled={waiting}>
        Sign in
      </button>
      {waiting && <p className="countdown">{secondsLeft} s left.</p>}
      {/* Speaks at the end only: the start is in the alert, and a number read out every second would drown the page. */}
      <p role="status">{secondsLeft === 0 && "You can try again now."}</p>
    </form>
  );
}
