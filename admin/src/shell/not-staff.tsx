import { useSyncExternalStore } from "react";
import { auth } from "../api/auth.ts";
import { PageTitle } from "../parts/page-title.tsx";
import { SignOutButton } from "./sign-out-button.tsx";

export function NotStaff() {
  const username = useSyncExternalStore(auth.subscribe, () => auth.state.user?.username);
  return (
    <main className="alone">
      <PageTitle title="This account may not enter" />
      <p>
        {username === undefined ? "You are signed in" : `You are signed in as ${username}`}, and only staff
        may enter the admin. Ask who administers this system, or sign in with another account.
      </p>
      <div className="actions">
        <a className="button" href="/account">
          Your account
        </a>
        <SignOutButton />
      </div>
    </main>
  );
}
