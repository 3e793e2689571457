import { freshnessOf } from "../admin/actor.ts";
import { confirmSession } from "../confirm-session.ts";
import { textField } from "./fields.ts";
import { route } from "./route.ts";
import { confirmedSchema } from "./schemas.ts";

/** POST /me/confirm, before what takes a fresh proof of the password (ASVS 7.5.3). */
export const confirmMe = route({
  method: "POST",
  path: "/me/confirm",
  summary: "Prove the password again, in this session, for what the admin asks it for",
  guard: "session",
  takes: ["json"],
  fields: { password: textField("The password in force.", 1024) },
  answers: { 200: confirmedSchema },
  errors: ["wrong_password", "too_many_logins", "server_busy", "session_ended"],
  async handler({ request, body, identity }, auth) {
    const session = await confirmSession(body.password, identity, request, auth);
    return { status: 200, body: freshnessOf(session, auth) };
  },
});
