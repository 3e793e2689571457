import { PageTitle } from "../parts/page-title.tsx";
import { SignOutButton } from "./sign-out-button.tsx";

export function NewPasswordNeeded() {
  return (
    <main className="alone">
      <PageTitle title="Choose a new password first" />
      <p>Who administers this system has asked for it. Until then you cannot do anything else here.</p>
      <div className="actions">
        <a className="button" href="/account">
          Choose a password
        </a>
        <SignOutButton />
      </div>
    </main>
  );
}
