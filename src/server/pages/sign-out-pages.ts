import { AuthError } from "../../errors.ts";
import { textField } from "../../routes/fields.ts";
import type { AuthResponse } from "../../routes/handle.ts";
import { logout, logoutAll, logoutOthers } from "../../routes/logout.ts";
import { NO_BODY } from "../../routes/route.ts";
import { endSession } from "../../routes/sessions.ts";
import { asMember, showRefusal } from "./as-member.ts";
import { goTo, type Page, readForm, type Visit } from "./page.ts";
import { asFormRequest, CSRF_FIELD } from "./session-of-page.ts";

const BUTTON = { form: "button", fields: {} } as const;
const DEVICE_BUTTON = { form: "button", fields: { id: textField("The session to end.", 100) } } as const;

export const signOutPages: readonly Page[] = [
  { method: "GET", path: "/sign-out", handler: async () => goTo("/account") },
  { method: "POST", path: "/sign-out", handler: signOut },
  { method: "GET", path: "/sign-out/all", handler: async () => goTo("/account") },
  { method: "POST", path: "/sign-out/all", handler: signOutEverywhere },
  { method: "GET", path: "/sign-out/others", handler: async () => goTo("/account#devices") },
  { method: "POST", path: "/sign-out/others", handler: signOutOthers },
  { method: "GET", path: "/sign-out/device", handler: async () => goTo("/account#devices") },
  { method: "POST", path: "/sign-out/device", handler: signOutDevice },
];

/** Not {@link asMember}: signing out works for who is signed out already. */
async function signOut(visit: Visit): Promise<AuthResponse> {
  const { request, auth } = visit;
  try {
    const { csrfToken } = readForm(visit, CSRF_FIELD);
    const form = asFormRequest(request, csrfToken, auth);
    const done = await logout.handler({ request: form, ...NO_BODY, identity: null }, auth);
    return goTo("/sign-in?notice=signed_out", done);
  } catch (error) {
    return showRefusal(error, visit, "button");
  }
}

async function signOutEverywhere(visit: Visit): Promise<AuthResponse> {
  return asMember(visit, { ...BUTTON, isOpenBeforePasswordChange: true }, async ({ identity }) => {
    const done = await logoutAll.handler({ request: visit.request, ...NO_BODY, identity }, visit.auth);
    return goTo("/sign-in?notice=signed_out_everywhere", done);
  });
}

async function signOutOthers(visit: Visit): Promise<AuthResponse> {
  return asMember(visit, BUTTON, async (member) => {
    const { identity } = member;
    await logoutOthers.handler({ request: visit.request, ...NO_BODY, identity }, visit.auth);
    return goTo("/account?notice=others_signed_out", member);
  });
}

/** A device that is signed out already is what was asked for. */
async function signOutDevice(visit: Visit): Promise<AuthResponse> {
  return asMember(visit, DEVICE_BUTTON, async (member, { id }) => {
    const { identity } = member;
    const input = { request: visit.request, ...NO_BODY, params: { id }, identity };
    try {
      const done = await endSession.handler(input, visit.auth);
      if (id === identity.sessionId) return goTo("/sign-in?notice=signed_out", done);
    } catch (error) {
      if (!(error instanceof AuthError) || error.code !== "not_found") throw error;
    }
    return goTo("/account?notice=device_signed_out", member);
  });
}
