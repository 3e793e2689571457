import { type FormEvent, useState } from "react";
import { type Me, signIn } from "./api.ts";
import { ApiError } from "./api-error.ts";
import { ErrorSummary } from "./error-summary.tsx";
import { useCountdown } from "./use-countdown.ts";

/** The form; `onSignedIn` is called once the server has said who signed in. */
export function SignInForm({ onSignedIn }: { onSignedIn: (me: Me) => void }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
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
      onSignedIn(await signIn(String(fields.get("username")), String(fields.get("password"))));
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
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
