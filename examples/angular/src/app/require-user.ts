import { inject } from "@angular/core";
import { type CanActivateFn, Router } from "@angular/router";
import { Auth } from "./auth";
import { safeNext } from "./safe-next";

/**
 * Waits until the server has said who is signed in, once, and sends strangers to the form. It spares people a page that has
 * nothing for them; what they may see the API decides. Where the server is away it throws: nobody is signed out by that.
 */
export const requireUser: CanActivateFn = async (_route, { url }) => {
  const [{ client }, router] = [inject(Auth), inject(Router)];
  const user = client.state.status === "unknown" ? await client.getUser() : client.state.user;
  return user !== null || router.createUrlTree(["/sign-in"], { queryParams: { next: url } });
};

/** Who is signed in needs no form. */
export const requireNobody: CanActivateFn = ({ queryParamMap }) => {
  const { client } = inject(Auth);
  return client.state.user === null || inject(Router).parseUrl(safeNext(queryParamMap.get("next")));
};
