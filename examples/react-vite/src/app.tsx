import { RequireUser, SignInForm } from "wafer-auth/react";
import { Account } from "./account.tsx";
import { Page } from "./page.tsx";

export function App() {
  return (
    <main>
      <RequireUser fallback={<SignInPage />} pending={<Page title="One moment" />}>
        {(user) => <Account user={user} />}
      </RequireUser>
    </main>
  );
}

function SignInPage() {
  return (
    <Page title="Sign in">
      <SignInForm />
    </Page>
  );
}
