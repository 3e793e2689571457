import { Fragment, type ReactNode } from "react";
import type { User } from "../client/index.ts";
import { useAuthContext } from "./auth-provider.tsx";
import { Failure } from "./failure.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import { useAuth } from "./use-auth.ts";

export interface RequireUserProps {
  /** What a signed-in user sees. Made anew for another user: nothing that a component keeps goes from one to the other. */
  readonly children: ReactNode | ((user: User) => ReactNode);
  /**
   * What is shown while nobody is signed in.
   * @default <SignInForm />
   */
  readonly fallback?: ReactNode;
  /**
   * What is shown until it is known whether somebody is.
   * @default null
   */
  readonly pending?: ReactNode;
}

/**
 * Shows its children to a signed-in user only. What they may see the API decides: this spares others a page that has
 * nothing for them. Where the API cannot be asked it says why, with a button to try again.
 *
 * @example <RequireUser fallback={<SignInPage />}>{(user) => <Notes of={user} />}</RequireUser>
 */
export function RequireUser({ children, fallback = <SignInForm />, pending = null }: RequireUserProps) {
  const { words, load } = useAuthContext();
  const { state, error } = useAuth();
  const { status, user } = state;
  if (user !== null)
    return <Fragment key={user.id}>{typeof children === "function" ? children(user) : children}</Fragment>;
  if (status === "signed-out") return fallback;
  if (error === null) return pending;
  return (
    <div className="wafer-auth">
      <Failure error={error} />
      <button type="button" onClick={load}>
        {words.try_again}
      </button>
    </div>
  );
}
