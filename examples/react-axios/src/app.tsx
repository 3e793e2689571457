import { useCallback, useEffect, useRef, useState } from "react";
import { type Me, whoAmI } from "./api.ts";
import { ApiError } from "./api-error.ts";
import { ErrorSummary } from "./error-summary.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import { SignedIn } from "./signed-in.tsx";

type View =
  | { kind: "loading" }
  | { kind: "failed"; error: ApiError }
  | { kind: "signed-out"; notice: string }
  | { kind: "signed-in"; me: Me };

/** Asks who is signed in, then shows the form or the account. The cookies are the only memory of it. */
export function App() {
  const [view, setView] = useState<View>({ kind: "loading" });
  const heading = useHeadingFocus(view.kind);
  const ask = useCallback(async () => setView(await askServer()), []);

  useEffect(() => {
    void ask();
  }, [ask]);

  const title = headingOf(view);
  return (
    <main aria-busy={view.kind === "loading"}>
      <title>{title}</title>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {view.kind === "failed" && (
        <>
          <ErrorSummary id="load-error" error={view.error} />
          <button type="button" onClick={ask}>
            Try again
          </button>
        </>
      )}
      {view.kind === "signed-out" && (
        <>
          {view.notice !== "" && <p>{view.notice}</p>}
          <SignInForm onSignedIn={(me) => setView({ kind: "signed-in", me })} />
        </>
      )}
      {view.kind === "signed-in" && (
        <SignedIn
          me={view.me}
          onMe={(me) => setView({ kind: "signed-in", me })}
          onSignedOut={(ended) =>
            setView({ kind: "signed-out", notice: ended ? ENDED : "You are signed out." })
          }
        />
      )}
    </main>
  );
}

const ENDED = "Your session had already ended, so nothing was changed. Sign in again.";

async function askServer(): Promise<View> {
  try {
    const me = await whoAmI();
    return me === null ? { kind: "signed-out", notice: "" } : { kind: "signed-in", me };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { kind: "failed", error };
  }
}

function headingOf(view: View): string {
  switch (view.kind) {
    case "loading":
      return "One moment";
    case "failed":
      return "Not connected";
    case "signed-out":
      return "Sign in";
    case "signed-in":
      return `Signed in as ${view.me.user.username}`;
  }
}

/** Moves the focus to the heading when one view replaces another: what had it is gone. Not on the first load. */
function useHeadingFocus(kind: View["kind"]) {
  const heading = useRef<HTMLHeadingElement>(null);
  const previous = useRef(kind);
  useEffect(() => {
    if (previous.current !== kind && previous.current !== "loading") heading.current?.focus();
    previous.current = kind;
  }, [kind]);
  return heading;
}
