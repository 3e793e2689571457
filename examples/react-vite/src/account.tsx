import { useState } from "react";
import { AuthClientError, type User } from "wafer-auth/client";
import { useAuth } from "wafer-auth/react";
import { ChangePassword } from "./change-password.tsx";
import { Devices } from "./devices.tsx";
import { Outcome } from "./outcome.tsx";
import { Page } from "./page.tsx";
import { useCall } from "./use-call.ts";

/** What a signed-in user sees and can do; each button is one call of the API. */
export function Account({ user }: { user: User }) {
  const { fetch, getUser, signOut, signOutEverywhere } = useAuth();
  const { error, done, run } = useCall();
  const [devicesKey, setDevicesKey] = useState(0);

  // A call that changes something: the CSRF header, renewed cookies and a second try are the client's business.
  async function signOutOthers() {
    const answer = await fetch("logout/others", { method: "POST" });
    if (!answer.ok) throw new AuthClientError("unexpected_answer", { status: answer.status });
    setDevicesKey((key) => key + 1);
  }

  return (
    <Page title={`Signed in as ${user.username}`}>
      <dl>
        <dt>Name</dt>
        <dd>{`${user.firstName} ${user.lastName}`.trim() || "not given"}</dd>
        <dt>E-mail</dt>
        <dd>{user.email || "not given"}</dd>
      </dl>
      <Outcome id="account-error" error={error} done={done} />
      <button type="button" onClick={() => run(getUser, "The server knows you.")}>
        Ask who I am
      </button>
      <button type="button" onClick={() => run(signOutOthers, "All other devices are signed out.")}>
        Sign out other devices
      </button>
      <button type="button" onClick={() => run(signOut)}>
        Sign out
      </button>
      <button type="button" onClick={() => run(signOutEverywhere)}>
        Sign out everywhere
      </button>
      <Devices key={devicesKey} />
      <ChangePassword user={user} />
    </Page>
  );
}
