import { type FormEvent, useState } from "react";
import { AuthClientError, type User } from "../client/index.ts";
import { safeNext } from "../safe-next.ts";
import { useAuthContext } from "./auth-provider.tsx";
import { Failure } from "./failure.tsx";
import { PasswordField } from "./password-field.tsx";
import { useAuth } from "./use-auth.ts";
import { useCountdown } from "./use-countdown.ts";
import { fillWait } from "./words.ts";

export interface SignInFormProps {
  /**
   * Where to go afterwards, as it stands in the page's address: a path of this app, or else "/" is taken. Left out, the
   * page stays.
   * @example new URLSearchParams(location.search).get("next")
   */
  readonly next?: string | null | undefined;
  /** Called afterwards in place of going there: a router's way, to the path of `next`. */
  readonly onSignedIn?: ((user: User, next: string) => void) | undefined;
  /** Where the form goes without script: `POST /sign-in` of the server's own pages, say. @default the page's address */
  readonly action?: string | undefined;
  /**
   * What the ids of its elements begin with.
   * @default "sign-in"
   */
  readonly id?: string | undefined;
  readonly className?: string | undefined;
}

/** A form that signs in. Who is signed in then, the state tells: {@link RequireUser} shows what it guards. */
export function SignInForm({ next, onSignedIn, action, id = "sign-in", className = "" }: SignInFormProps) {
  const { words } = useAuthContext();
  const { state, signIn } = useAuth();
  const [isBusy, setBusy] = useState(false);
  const [isShown, setShown] = useState(false);
  const [error, setError] = useState<AuthClientError | null>(null);
  const [left, start] = useCountdown();
  const isWaiting = left !== null && left > 0;

  // Not React's `action`, which empties the fields whatever the answer.
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isBusy || isWaiting) return;
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    setShown(false);
    setError(null);
    start(null);
    const credentials = {
      username: String(fields.get("username")),
      password: String(fields.get("password")),
    };
    await signIn(credentials)
      .then(goOn, refuse)
      .finally(() => setBusy(false));
  }

  function goOn(user: User): void {
    const path = safeNext(next);
    if (onSignedIn !== undefined) onSignedIn(user, path);
    else if (next !== undefined) location.assign(path);
    // Password managers take a change of the history for a sign-in that worked.
    else history.replaceState(history.state, "");
  }

  function refuse(failure: unknown): void {
    if (!(failure instanceof AuthClientError)) throw failure;
    setError(failure);
    start(failure.retryAfter);
  }

  const wrong =
    error?.code === "bad_credentials" ? { "aria-invalid": true, "aria-describedby": `${id}-failure` } : {};
  return (
    <form
      method="post"
      action={action}
      className={`wafer-auth ${className}`.trim()}
      aria-label={words.sign_in}
      onSubmit={submit}
    >
      {error !== null && <Failure id={`${id}-failure`} error={error} />}
      {error === null && state.reason !== null && (
        <p className="wafer-notice" role="status">
          {words[state.reason]}
        </p>
      )}
      <div className="wafer-field">
        <label htmlFor={`${id}-username`}>{words.username}</label>
        <div className="wafer-box">
          <input
            {...wrong}
            id={`${id}-username`}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
        </div>
      </div>
      <PasswordField {...wrong} id={`${id}-password`} isShown={isShown} onShow={setShown} />
      <button type="submit" aria-busy={isBusy} disabled={isWaiting}>
        {words.sign_in}
      </button>
      {isWaiting && <p className="wafer-note">{fillWait(words.countdown, left)}</p>}
      {/* Speaks at the end only: the start is in the alert, and a number read out every second would drown the page. */}
      <p className="wafer-note" role="status">
        {left === 0 && words.try_again_now}
      </p>
    </form>
  );
}
