import { signIn } from "../sign-in.ts";
import { signedInAnswer } from "./answers.ts";
import { textField } from "./fields.ts";
import { route } from "./route.ts";
import { signedInSchema } from "./schemas.ts";

export const CREDENTIALS = {
  username: textField("User name or e-mail address.", 254),
  password: textField("The password.", 1024),
};

/** POST /login. Looks at no cookie, so that a stale one never stands in the way. */
export const login = route({
  method: "POST",
  path: "/login",
  summary: "Sign in with a user name or e-mail address and a password",
  guard: "origin",
  takes: ["json", "form"],
  fields: CREDENTIALS,
  answers: { 200: signedInSchema },
  errors: ["bad_credentials", "too_many_logins", "too_many_sessions", "server_busy", "token_too_large"],
  async handler({ request, body }, auth) {
    return signedInAnswer(await signIn(body, request, auth), auth);
  },
});
