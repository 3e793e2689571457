import { auth } from "../api/auth.ts";
import { useAct } from "../api/use-act.ts";
import { toast } from "./toast.ts";

export function SignOutButton() {
  const act = useAct();
  return (
    <button
      type="button"
      aria-busy={act.isBusy}
      onClick={async () => {
        // Following the session leads to the sign-in page.
        if (!(await act.run(auth.signOut))) toast("You could not be signed out. Try again.");
      }}
    >
      Sign out
    </button>
  );
}
