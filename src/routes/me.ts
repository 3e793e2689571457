import { changePassword } from "../change-password.ts";
import { findCurrentSession } from "../current-session.ts";
import { AuthError } from "../errors.ts";
import { toSession } from "../sessions/session.ts";
import { toUser } from "../users/user.ts";
import { meSchema, signedInAnswer, signedInSchema } from "./answers.ts";
import { textField } from "./fields.ts";
import { NO_FIELDS, route } from "./route.ts";

/** GET /me */
export const me = route({
  method: "GET",
  path: "/me",
  summary: "Who is signed in, and until when",
  guard: "session",
  takes: [],
  fields: NO_FIELDS,
  answers: { 200: meSchema },
  errors: [],
  async handler({ identity }, auth) {
    const current = await findCurrentSession(identity, auth);
    if (current === null) throw new AuthError("token_invalid", {}, { logReason: "user or session gone" });
    return { status: 200, body: { user: toUser(current.user), session: toSession(current.session) } };
  },
});

/** POST /me/password. The other sessions end; this one goes on with new cookies. */
export const mePassword = route({
  method: "POST",
  path: "/me/password",
  summary: "Change the password",
  guard: "session",
  takes: ["json"],
  fields: {
    currentPassword: textField("The password in force.", 1024),
    newPassword: textField("The new one.", 1024),
  },
  answers: { 200: signedInSchema },
  errors: ["wrong_password", "password_rejected", "too_many_logins", "server_busy", "session_ended"],
  async handler({ request, body, identity }, auth) {
    const { user, session } = await changePassword(body, identity, request, auth);
    return signedInAnswer(user, session, auth);
  },
});
