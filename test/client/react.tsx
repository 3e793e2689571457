import { AuthProvider, RequireUser, SignInForm, useAuth, useUser } from "wafer-auth/react";

export function App() {
  return (
    <AuthProvider baseUrl="http://localhost:8000">
      <Greeting />
      <RequireUser fallback={<SignInForm />}>
        <AddNote />
      </RequireUser>
    </AuthProvider>
  );
}

function Greeting() {
  const user = useUser(); // null while nobody is signed in; follows this tab and the others
  return <p>Good day, {user?.username ?? "stranger"}.</p>;
}

function AddNote() {
  const { fetch, signOut } = useAuth(); // cookies, CSRF header, refresh and retry are its business
  const add = () => fetch("/notes", { method: "POST", body: JSON.stringify({ text: "Milk" }) });
  return (
    <>
      <button type="button" onClick={add}>
        Note it
      </button>
      <button type="button" onClick={signOut}>
        Sign out
      </button>
    </>
  );
}
