import type { AuthContext } from "../../context.ts";
import type { AuthRequest } from "../../request/request.ts";
import { newCsrfToken } from "../../routes/answers.ts";
import type { ListedSession } from "../../sessions/list-sessions.ts";
import type { EventPage } from "../../users/list-events.ts";
import type { UserRow } from "../../users/user.ts";
import { deviceList } from "./device-list.ts";
import { eventList } from "./event-list.ts";
import { type Html, html } from "./html.ts";
import { layout } from "./layout.ts";
import { localTime } from "./local-time.ts";
import { say } from "./messages.ts";
import type { Failure } from "./page.ts";
import { failureSummary, hidden, notice } from "./parts.ts";
import { passwordSection } from "./password-section.ts";
import { profileSection } from "./profile-section.ts";
import type { Member } from "./session-of-page.ts";

/** The forms of the page that tell by themselves what went wrong; the others are buttons, and the page tells it. */
export type FormName = "name" | "email" | "password" | "button";

/** A form that was refused. */
export interface Refused {
  readonly form: FormName;
  readonly failure: Failure;
  /** What was typed into it, to be shown again. Never a password. */
  readonly typed: Readonly<Record<string, string>>;
}

export interface AccountPage {
  readonly member: Member;
  /** The user's live sessions, this one among them. */
  readonly sessions: readonly ListedSession[];
  readonly events: EventPage;
  readonly request: AuthRequest;
  readonly auth: AuthContext;
  /** The query of the address: it may name a notice, all devices, or older events. */
  readonly query: URLSearchParams;
  readonly refused: Refused | null;
}

/** Who is signed in, until when and where, what happened in their account, and what they can do about it. */
export function accountPage(page: AccountPage): Html {
  const { member, sessions, events, request, auth, query, refused } = page;
  const { user, session } = member;
  const csrfToken = hidden("csrfToken", newCsrfToken(session.id, auth));
  const language = request.header("accept-language");
  const endsAt = localTime(Math.min(session.idle_expires_at, session.expires_at), language);
  const password = passwordSection(user, csrfToken, auth.settings.minPasswordLength, refused);
  const head = html`${notice(query)}${refused?.form === "button" ? failureSummary(refused.failure) : null}`;
  const signOut = html`<div class="actions">
<form method="post" action="/sign-out">${csrfToken}<button>${say("sign_out")}</button></form>
<form method="post" action="/sign-out/all">${csrfToken}<button>${say("sign_out_everywhere")}</button></form>
</div>`;
  const restricted = html`${head}
<p role="status" class="notice">${say("password_change_required")}</p>
${password}
${signOut}`;
  const full = html`${head}
${facts(user, endsAt)}
${signOut}
${profileSection(user, csrfToken, refused)}
${password}
${deviceList({ sessions, showsAll: query.get("devices") === "all", csrfToken, language })}
${eventList({ ...events, isNewest: !query.has("before"), language })}`;
  const title = say("account");
  return layout(
    { title, origin: auth.settings.origin, session: session.id, userId: user.id },
    session.must_change_password === 1 ? restricted : full,
  );
}

function facts(user: UserRow, endsAt: Html): Html {
  const role = user.is_superuser === 1 ? say("superuser") : user.is_staff === 1 ? say("staff") : null;
  return html`<dl>
<div><dt>${say("username")}</dt><dd dir="auto">${user.username}</dd></div>
${role === null ? null : html`<div><dt>${say("role")}</dt><dd>${role}</dd></div>\n`}<div><dt>${say(
    "signed_in_until",
  )}</dt><dd>${endsAt}<br><small>${say("longer_in_use")}</small></dd></div>
</dl>`;
}
