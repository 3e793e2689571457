import { checkOrigin } from "../../csrf/check-origin.ts";
import type { SignedIn } from "../../issue-tokens.ts";
import { signedInAnswer } from "../../routes/answers.ts";
import { optionalField, textField } from "../../routes/fields.ts";
import type { AuthResponse } from "../../routes/handle.ts";
import { safeNext } from "../../safe-next.ts";
import { signIn } from "../../sign-in.ts";
import { type Html, html } from "./html.ts";
import { layout } from "./layout.ts";
import { say } from "./messages.ts";
import {
  type Failure,
  goTo,
  type Page,
  readForm,
  showFailure,
  showPage,
  toFailure,
  type Visit,
} from "./page.ts";
import { failureSummary, field, hidden, notice, submitButton } from "./parts.ts";
import { sessionOfPage } from "./session-of-page.ts";

const FIELDS = {
  username: textField("User name or e-mail address.", 254),
  password: textField("The password.", 1024),
  next: optionalField("The path to go to afterwards.", 2000),
};

export const signInPages: readonly Page[] = [
  { method: "GET", path: "/sign-in", handler: show },
  { method: "POST", path: "/sign-in", handler: submit },
];

async function show({ request, query, auth, firstUser }: Visit): Promise<AuthResponse> {
  const next = safeNext(query.get("next"));
  const visitor = await sessionOfPage(request, auth);
  if (visitor.kind === "member")
    return goTo(visitor.session.must_change_password === 1 ? "/account" : next, visitor);
  if (await firstUser.isNeeded())
    return showPage(noUsersPage(auth.settings.origin, firstUser.code !== null), visitor.cookies);
  const told = visitor.hasEnded ? new URLSearchParams({ notice: "session_ended" }) : query;
  return showPage(signInPage({ origin: auth.settings.origin, next, told, session: "" }), visitor.cookies);
}

async function submit(visit: Visit): Promise<AuthResponse> {
  const { request, auth } = visit;
  const typed = { username: "", next: "/" };
  try {
    checkOrigin(request, auth.csrf.allowedOrigins);
    Object.assign(typed, readTyped(visit.bytes));
    const { username, password } = readForm(visit, FIELDS);
    return goAfterSignIn(await signIn({ username, password }, request, auth), typed.next, visit);
  } catch (error) {
    const failure = toFailure(error, visit);
    return showFailure(
      signInPage({ origin: auth.settings.origin, ...typed, failure, session: null }),
      failure,
    );
  }
}

/**
 * By way of GET /sign-in, which sends a browser that kept the cookies on at once, and tells the others why they are
 * not signed in: Safari keeps no Secure cookie on http://localhost, and no browser does on another plain http host.
 */
export function goAfterSignIn(signedIn: SignedIn, next: string, { auth }: Visit): AuthResponse {
  const check = new URLSearchParams({ notice: "cookies_refused", next });
  return goTo(`/sign-in?${check}`, { cookies: signedInAnswer(signedIn, auth).cookies ?? [] });
}

/** What to keep in the form, however wrong the rest of it is. */
function readTyped(bytes: Buffer): { username: string; next: string } {
  const fields = new URLSearchParams(bytes.toString());
  return { username: fields.get("username")?.slice(0, 254) ?? "", next: safeNext(fields.get("next")) };
}

export interface SignInPage {
  readonly origin: string;
  readonly next?: string;
  readonly username?: string;
  /** The query of the address, which may name a notice. */
  readonly told?: URLSearchParams;
  readonly failure?: Failure;
  readonly session: "" | null;
}

export function signInPage(page: SignInPage): Html {
  const { origin, next = "/", username = "", failure = null } = page;
  const content = html`${notice(page.told ?? new URLSearchParams())}
<form method="post" action="/sign-in">
${failureSummary(failure)}
${hidden("next", next)}
${field({
  name: "username",
  label: say("username_or_email"),
  autocomplete: "username",
  value: username,
  hasFocus: failure === null,
  isWrong: failure?.code === "bad_credentials",
})}
${field({
  name: "password",
  label: say("password"),
  type: "password",
  autocomplete: "current-password",
  isWrong: failure?.code === "bad_credentials",
})}
${submitButton("sign_in", failure)}
</form>`;
  return layout({ title: say("sign_in"), origin, session: page.session }, content);
}

/** Tells the ways to the first user, never the code: whoever can open this page is not yet whoever runs the server. */
function noUsersPage(origin: string, offersLink: boolean): Html {
  const content = html`<p>${say("no_users_intro")}</p>
<ul>
${offersLink ? html`<li>${say("no_users_link")}</li>` : null}
<li>${say("no_users_command")}<pre tabindex="0">npx wafer createsuperuser</pre></li>
</ul>
<p><a href="/sign-in">${say("no_users_done")}</a></p>`;
  return layout({ title: say("no_users"), origin, session: "" }, content);
}
