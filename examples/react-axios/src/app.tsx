import { useEffect, useRef, useState } from "react";
import type { AuthClientError, AuthState } from "wafer-auth/client";
import { auth, failureOf, useAuthState } from "./api.ts";
import { ErrorSummary } from "./error-summary.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import { SignedIn } from "./signed-in.tsx";

/** Asks who is signed in, then shows the form or the account. The cookies are the only memory of it. */
export function App() {
  const state = useAuthState();
  const [error, setError] = useState<AuthClientError | null>(null);
  const heading = useHeadingFocus(state.status);
  const title = error === null ? titleOf(state) : "Not connected";

  function ask() {
    setError(null);
    auth.getUser().catch((failure: unknown) => setError(failureOf(failure)));
  }
  useEffect(ask, []);

  return (
    <main aria-busy={state.status === "unknown" && error === null}>
      <title>{title}</title>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {error !== null && (
        <>
          <ErrorSummary id="load-error" error={error} />
          <button type="button" onClick={ask}>
            Try again
          </button>
        </>
      )}
      {state.reason !== null && <p>{NOTICES[state.reason]}</p>}
      {state.status === "signed-out" && error === null && <SignInForm />}
      {state.user !== null && <SignedIn key={state.user.id} user={state.user} />}
    </main>
  );
}

const NOTICES = {
  signed_out: "You are signed out.",
  session_ended: "Your session has ended. Sign in again.",
};

function titleOf({ status, user }: AuthState): string {
  if (user !== null) return `Signed in as ${user.username}`;
  return status === "unknown" ? "One moment" : "Sign in";
}

/** Moves the focus to the heading when one view replaces another: what had it is gone. Not on the first load. */
function useHeadingFocus(status: AuthState["status"]) {
  const heading = useRef<HTMLHeadingElement>(null);
  const previous = useRef(status);
  useEffect(() => {
    if (previous.current !== status && previous.current !== "unknown") heading.current?.focus();
    previous.current = status;
  }, [status]);
  return heading;
}
