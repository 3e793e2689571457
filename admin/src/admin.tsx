import { useEffect } from "react";
import { ActorContext } from "./actor.ts";
import { auth, goToSignIn } from "./api/auth.ts";
import { leave } from "./api/leave.ts";
import { useQuery } from "./api/queries.ts";
import type { AdminMe } from "./api/wire.ts";
import { Failure } from "./parts/failure.tsx";
import { ConfirmPasswordDialog } from "./shell/confirm-password-dialog.tsx";
import { NewPasswordNeeded } from "./shell/new-password-needed.tsx";
import { NotStaff } from "./shell/not-staff.tsx";
import { OfflineBar } from "./shell/offline-bar.tsx";
import { Shell } from "./shell/shell.tsx";
import { Toasts } from "./shell/toasts.tsx";

/** The whole page: who looks at it decides what there is to see. */
export function Admin() {
  const me = useQuery<AdminMe>("/admin/api/me");
  const userId = me.data?.user.id;
  useEffect(() => auth.subscribe(() => followSession(userId)), [userId]);
  useEffect(() => onReturn(askWhoItIs), []);
  return (
    <>
      <OfflineBar />
      {me.error?.code === "permission_denied" ? (
        <NotStaff />
      ) : me.error?.code === "password_change_required" ? (
        <NewPasswordNeeded />
      ) : me.data !== undefined ? (
        <ActorContext value={me.data}>
          <Shell />
        </ActorContext>
      ) : me.error === null || me.error.status === 401 ? (
        <p className="starting" role="status">
          Loading…
        </p>
      ) : (
        <main className="alone">
          <Failure error={me.error} onRetry={me.refresh} />
        </main>
      )}
      <ConfirmPasswordDialog />
      <Toasts />
    </>
  );
}

function onReturn(run: () => void): () => void {
  const closing = new AbortController();
  const look = () => document.visibilityState === "visible" && run();
  for (const type of ["focus", "visibilitychange"]) addEventListener(type, look, { signal: closing.signal });
  return () => closing.abort();
}

/** Somebody may have signed in without a word to the tabs: another program's page, or one without script. */
function askWhoItIs(): void {
  // Offline or busy: the next request will tell.
  auth.getUser().catch(() => {});
}

/** The user has signed out, or somebody else in: nothing of this page is theirs to see. */
function followSession(userId: string | undefined): void {
  const { reason, status, user } = auth.state;
  if (status === "signed-out") reason === "signed_out" ? goToSignIn() : leave();
  else if (userId !== undefined && user !== null && user.id !== userId) location.reload();
}
