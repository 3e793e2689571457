import { changePassword } from "../change-password.ts";
import { changeProfile } from "../change-profile.ts";
import { requireCurrentSession } from "../current-session.ts";
import { toSession } from "../sessions/session.ts";
import { toUser } from "../users/user.ts";
import { signedInAnswer } from "./answers.ts";
import { optionalField, textField } from "./fields.ts";
import { NO_FIELDS, route } from "./route.ts";
import { meSchema, profileSchema, signedInSchema } from "./schemas.ts";

/** GET /me */
export const me = route({
  method: "GET",
  path: "/me",
  summary: "Who is signed in, and until when",
  guard: "session",
  isOpenBeforePasswordChange: true,
  takes: [],
  fields: NO_FIELDS,
  answers: { 200: meSchema },
  errors: [],
  async handler({ identity }, auth) {
    const { user, session } = await requireCurrentSession(identity, auth);
    return { status: 200, body: { user: toUser(user), session: toSession(session) } };
  },
});

/** PATCH /me */
export const changeMe = route({
  method: "PATCH",
  path: "/me",
  summary: "Change the name, or with the current password the e-mail address",
  guard: "session",
  takes: ["json"],
  fields: {
    firstName: optionalField("First name; empty for none.", 150),
    lastName: optionalField("Last name; empty for none.", 150),
    email: optionalField("E-mail address; empty for none.", 254),
    currentPassword: optionalField("The password in force, where the address changes.", 1024),
  },
  answers: { 200: profileSchema },
  errors: [
    "reauth_required",
    "wrong_password",
    "conflict",
    "too_many_logins",
    "server_busy",
    "session_ended",
  ],
  async handler({ request, body, identity }, auth) {
    return { status: 200, body: { user: toUser(await changeProfile(body, identity, request, auth)) } };
  },
});

/** POST /me/password. The other sessions end; this one goes on with new cookies. */
export const mePassword = route({
  method: "POST",
  path: "/me/password",
  summary: "Change the password",
  guard: "session",
  isOpenBeforePasswordChange: true,
  takes: ["json"],
  fields: {
    currentPassword: textField("The password in force.", 1024),
    newPassword: textField("The new one.", 1024),
  },
  answers: { 200: signedInSchema },
  errors: ["wrong_password", "password_rejected", "too_many_logins", "server_busy", "session_ended"],
  async handler({ request, body, identity }, auth) {
    return signedInAnswer(await changePassword(body, identity, request, auth), auth);
  },
});
