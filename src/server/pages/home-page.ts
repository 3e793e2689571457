import type { AuthContext } from "../../context.ts";
import type { AuthRequest } from "../../request/request.ts";
import { newCsrfToken } from "../../routes/answers.ts";
import type { ListedSession } from "../../sessions/list-sessions.ts";
import type { UserRow } from "../../users/user.ts";
import { deviceList } from "./device-list.ts";
import { type Html, html } from "./html.ts";
import { layout } from "./layout.ts";
import { localTime } from "./local-time.ts";
import { type MessageKey, say } from "./messages.ts";
import type { Failure } from "./page.ts";
import { failureSummary, field, hidden, notice, submitButton } from "./parts.ts";
import type { Member } from "./session-of-page.ts";

export interface HomePage {
  readonly member: Member;
  /** The user's live sessions, this one among them. */
  readonly sessions: readonly ListedSession[];
  readonly request: AuthRequest;
  readonly auth: AuthContext;
  /** The query of the address, which may name a notice. */
  readonly told?: URLSearchParams;
  /** What went wrong with the form that was sent. */
  readonly failure?: Failure;
}

/** Who is signed in, until when, and what they can do about it. */
export function homePage({ member, sessions, request, auth, told, failure }: HomePage): Html {
  const { user, session } = member;
  const csrfToken = hidden("csrfToken", newCsrfToken(session.id, auth));
  const endsAt = Math.min(session.idle_expires_at, session.expires_at);
  const content = html`${notice(told ?? new URLSearchParams())}
<dl>
${facts(user).map(([key, value]) => html`<div><dt>${say(key)}</dt><dd dir="auto">${value}</dd></div>\n`)}<div><dt>${say(
    "signed_in_until",
  )}</dt><dd>${localTime(endsAt, request.header("accept-language"))}<br><small>${say("longer_in_use")}</small></dd></div>
</dl>
<div class="actions">
<form method="post" action="/sign-out">${csrfToken}<button>${say("sign_out")}</button></form>
<form method="post" action="/sign-out/all">${csrfToken}<button>${say("sign_out_everywhere")}</button></form>
</div>
${deviceList(sessions, csrfToken, request.header("accept-language"))}
${passwordForm(user, csrfToken, auth, failure ?? null)}`;
  const title = say("account");
  return layout({ title, origin: auth.settings.origin, session: session.id }, content);
}

function facts(user: UserRow): (readonly [MessageKey, string])[] {
  const name = `${user.first_name} ${user.last_name}`.trim();
  const role = user.is_superuser === 1 ? say("superuser") : user.is_staff === 1 ? say("staff") : "";
  const all = [
    ["signed_in_as", user.username],
    ["name", name],
    ["email", user.email],
    ["role", role],
  ] as const;
  return all.filter(([, value]) => value !== "");
}

function passwordForm(user: UserRow, csrfToken: Html, auth: AuthContext, failure: Failure | null): Html {
  return html`<section id="change-password" aria-labelledby="change-password-title">
<h2 id="change-password-title">${say("change_password")}</h2>
<form method="post" action="/password">
${failureSummary(failure)}
${csrfToken}
<input name="username" autocomplete="username" value="${user.username}" readonly hidden>
${field({
  name: "currentPassword",
  label: say("current_password"),
  type: "password",
  autocomplete: "current-password",
  isWrong: failure?.code === "wrong_password",
})}
${field({
  name: "newPassword",
  label: say("new_password"),
  type: "password",
  autocomplete: "new-password",
  hint: say("password_hint", { length: auth.settings.minPasswordLength }),
  isWrong: failure?.code === "password_rejected",
})}
${submitButton("change_password", failure)}
</form>
</section>`;
}
