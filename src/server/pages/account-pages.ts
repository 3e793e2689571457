import { changePassword } from "../../change-password.ts";
import { AuthError } from "../../errors.ts";
import { signedInAnswer } from "../../routes/answers.ts";
import { textField } from "../../routes/fields.ts";
import type { AuthResponse } from "../../routes/handle.ts";
import { logout, logoutAll } from "../../routes/logout.ts";
import { NO_BODY } from "../../routes/route.ts";
import { endSession } from "../../routes/sessions.ts";
import { listSessionsOf } from "../../sessions/list-sessions.ts";
import { type HomePage, homePage } from "./home-page.ts";
import type { Html } from "./html.ts";
import {
  goTo,
  optionalField,
  type Page,
  readForm,
  showFailure,
  showPage,
  toFailure,
  type Visit,
} from "./page.ts";
import { asFormRequest, checkFormCsrf, type Member, sessionOfPage } from "./session-of-page.ts";
import { signInPage } from "./sign-in-page.ts";

const CSRF_FIELD = { csrfToken: optionalField("The CSRF token of the form.", 200) };
const DEVICE_FIELDS = { ...CSRF_FIELD, id: textField("The session to end.", 100) };
const PASSWORD_FIELDS = {
  ...CSRF_FIELD,
  username: optionalField("For the browser's password manager.", 254),
  currentPassword: textField("The password in force.", 1024),
  newPassword: textField("The new one.", 1024),
};

export const accountPages: readonly Page[] = [
  { method: "GET", path: "/", handler: showHome },
  { method: "GET", path: "/password", handler: async () => goTo("/#change-password") },
  { method: "POST", path: "/password", handler: submitPassword },
  { method: "POST", path: "/sign-out", handler: submitSignOut },
  { method: "POST", path: "/sign-out/all", handler: submitSignOutEverywhere },
  { method: "GET", path: "/sessions/end", handler: async () => goTo("/#devices") },
  { method: "POST", path: "/sessions/end", handler: submitEndSession },
  // https://w3c.github.io/webappsec-change-password-url/
  { method: "GET", path: "/.well-known/change-password", handler: async () => goTo("/#change-password") },
];

async function showHome({ request, query, auth }: Visit): Promise<AuthResponse> {
  const visitor = await sessionOfPage(request, auth);
  if (visitor.kind === "member")
    return showPage(await homeOf({ member: visitor, request, auth, told: query }), visitor.cookies);
  return goTo(visitor.hasEnded ? "/sign-in?notice=session_ended" : "/sign-in", visitor);
}

async function homeOf(page: Omit<HomePage, "sessions">): Promise<Html> {
  const { member, auth } = page;
  return homePage({ ...page, sessions: await listSessionsOf(auth.store.db, member.identity, auth.now()) });
}

async function submitPassword(visit: Visit): Promise<AuthResponse> {
  return asMember(visit, async (member) => {
    const { request, auth } = visit;
    const { csrfToken, currentPassword, newPassword } = readForm(visit, PASSWORD_FIELDS);
    checkFormCsrf(request, csrfToken, member, auth);
    const { user, session } = await changePassword(
      { currentPassword, newPassword },
      member.identity,
      request,
      auth,
    );
    return goTo("/?notice=password_changed", signedInAnswer(user, session, auth));
  });
}

/** Not {@link asMember}: signing out works for who is signed out already. */
async function submitSignOut(visit: Visit): Promise<AuthResponse> {
  const { request, auth } = visit;
  try {
    const { csrfToken } = readForm(visit, CSRF_FIELD);
    const form = asFormRequest(request, csrfToken, auth);
    const done = await logout.handler({ request: form, ...NO_BODY, identity: null }, auth);
    return goTo("/sign-in?notice=signed_out", done);
  } catch (error) {
    return showRefusal(error, visit);
  }
}

async function submitSignOutEverywhere(visit: Visit): Promise<AuthResponse> {
  return asMember(visit, async (member) => {
    const { request, auth } = visit;
    const { csrfToken } = readForm(visit, CSRF_FIELD);
    checkFormCsrf(request, csrfToken, member, auth);
    const done = await logoutAll.handler({ request, ...NO_BODY, identity: member.identity }, auth);
    return goTo("/sign-in?notice=signed_out_everywhere", done);
  });
}

/** A device that is signed out already is what was asked for. */
async function submitEndSession(visit: Visit): Promise<AuthResponse> {
  return asMember(visit, async (member) => {
    const { request, auth } = visit;
    const { csrfToken, id } = readForm(visit, DEVICE_FIELDS);
    checkFormCsrf(request, csrfToken, member, auth);
    try {
      const { identity } = member;
      const done = await endSession.handler({ request, ...NO_BODY, params: { id }, identity }, auth);
      const isThis = id === identity.sessionId;
      return goTo(
        isThis ? "/sign-in?notice=signed_out" : "/?notice=device_signed_out",
        isThis ? done : member,
      );
    } catch (error) {
      if (!(error instanceof AuthError) || error.code !== "not_found") throw error;
      return goTo("/?notice=device_signed_out", member);
    }
  });
}

/** Runs an act of who is signed in; whatever it refuses with is told on the page they see then. */
async function asMember(visit: Visit, act: (member: Member) => Promise<AuthResponse>): Promise<AuthResponse> {
  const visitor = await sessionOfPage(visit.request, visit.auth);
  try {
    if (visitor.kind === "member") return await act(visitor);
    throw new AuthError(visitor.hasEnded ? "session_ended" : "not_authenticated");
  } catch (error) {
    return showRefusal(error, visit, visitor.kind === "member" ? visitor : null);
  }
}

/** The page with the form that was refused: home while somebody is signed in, else sign-in. */
async function showRefusal(error: unknown, visit: Visit, known: Member | null = null): Promise<AuthResponse> {
  const { request, auth } = visit;
  const failure = toFailure(error, visit);
  const visitor = known ?? (await sessionOfPage(request, auth));
  if (visitor.kind === "member" && failure.code !== "session_ended")
    return showFailure(await homeOf({ member: visitor, request, auth, failure }), failure, visitor.cookies);
  // Another site's form comes without cookies: what it is told must not make the tabs of who is signed in load again.
  const session = failure.code === "session_ended" ? "" : null;
  return showFailure(signInPage({ origin: auth.settings.origin, failure, session }), failure);
}
