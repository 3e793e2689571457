import { checkOrigin } from "../../csrf/check-origin.ts";
import { AuthError } from "../../errors.ts";
import { sourceOf } from "../../events/events.ts";
import { optionalField, textField } from "../../routes/fields.ts";
import type { AuthResponse } from "../../routes/handle.ts";
import { signIn } from "../../sign-in.ts";
import { createUser } from "../../users/users.ts";
import { type Html, html } from "./html.ts";
import { layout } from "./layout.ts";
import { say } from "./messages.ts";
import { type Failure, type Page, readForm, showFailure, showPage, toFailure, type Visit } from "./page.ts";
import { failureSummary, field, hidden, submitButton } from "./parts.ts";
import { goAfterSignIn } from "./sign-in-page.ts";

const FIELDS = {
  code: optionalField("The code of the one-time link.", 100),
  username: textField("User name.", 254),
  email: optionalField("E-mail address.", 254),
  password: textField("The password.", 1024),
};

export const setupPages: readonly Page[] = [
  { method: "GET", path: "/setup", handler: show },
  { method: "POST", path: "/setup", handler: submit },
];

async function show(visit: Visit): Promise<AuthResponse> {
  const code = visit.query.get("code") ?? "";
  if (!(await visit.firstUser.accepts(code))) return refuseCode(visit);
  return showPage(setupPage(visit, { code, username: "", email: "" }));
}

async function submit(visit: Visit): Promise<AuthResponse> {
  const { request, auth, firstUser, bytes } = visit;
  const sent = new URLSearchParams(bytes.toString());
  const typed = {
    code: sent.get("code") ?? "",
    username: sent.get("username") ?? "",
    email: sent.get("email") ?? "",
  };
  if (!(await firstUser.accepts(typed.code))) return refuseCode(visit);
  try {
    checkOrigin(request, auth.csrf.allowedOrigins);
    const { username, email, password } = readForm(visit, FIELDS);
    const account = { username, email: email ?? "", password, isStaff: true, isSuperuser: true };
    await createUser(auth, account, { onlyIfFirst: true, source: sourceOf(request) });
    return goAfterSignIn(await signIn({ username, password }, request, auth), "/", visit);
  } catch (error) {
    const failure = toFailure(error, visit);
    return showFailure(setupPage(visit, typed, failure), failure);
  }
}

/** One answer for a wrong code and for none being due: it tells nobody whether there are users. */
function refuseCode(visit: Visit): AuthResponse {
  const failure = toFailure(new AuthError("not_found", {}, { logReason: "setup code" }), visit);
  const content = html`<p>${say("setup_over_reason")}</p>
<p><a href="/sign-in">${say("to_sign_in")}</a></p>`;
  const { origin } = visit.auth.settings;
  return showFailure(layout({ title: say("setup_over"), origin, session: null }, content), failure);
}

interface Typed {
  readonly code: string;
  readonly username: string;
  readonly email: string;
}

function setupPage({ auth }: Visit, typed: Typed, failure: Failure | null = null): Html {
  const content = html`<p>${say("setup_intro")}</p>
<form method="post" action="/setup">
${failureSummary(failure)}
${hidden("code", typed.code)}
${field({
  name: "username",
  label: say("username"),
  autocomplete: "username",
  value: typed.username,
  hasFocus: failure === null,
})}
${field({
  name: "email",
  label: say("email"),
  type: "email",
  autocomplete: "email",
  value: typed.email,
  isOptional: true,
})}
${field({
  name: "password",
  label: say("password"),
  type: "password",
  autocomplete: "new-password",
  hint: say("password_hint", { length: auth.settings.minPasswordLength }),
  isWrong: failure?.code === "password_rejected",
})}
${submitButton("create_user", failure)}
</form>`;
  return layout({ title: say("setup"), origin: auth.settings.origin, session: null }, content);
}
