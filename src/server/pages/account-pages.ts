import { changePassword } from "../../change-password.ts";
import { changeProfile } from "../../change-profile.ts";
import { signedInAnswer } from "../../routes/answers.ts";
import { optionalField, textField } from "../../routes/fields.ts";
import type { AuthResponse } from "../../routes/handle.ts";
import { accountOf, asMember } from "./as-member.ts";
import { goTo, type Page, showPage, type Visit } from "./page.ts";
import { sessionOfPage } from "./session-of-page.ts";

/** Longer than a name may be, so that it is refused in words that name the field as the page does. */
const NAME_LENGTH = 1000;

const NAME_FIELDS = {
  firstName: optionalField("First name.", NAME_LENGTH),
  lastName: optionalField("Last name.", NAME_LENGTH),
};
const USERNAME_FIELD = { username: optionalField("For the browser's password manager.", 254) };
const EMAIL_FIELDS = {
  ...USERNAME_FIELD,
  email: optionalField("E-mail address.", NAME_LENGTH),
  currentPassword: optionalField("The password in force.", 1024),
};
const PASSWORD_FIELDS = {
  ...USERNAME_FIELD,
  currentPassword: textField("The password in force.", 1024),
  newPassword: textField("The new one.", 1024),
};
const PASSWORD_FORM = {
  form: "password",
  fields: PASSWORD_FIELDS,
  isOpenBeforePasswordChange: true,
} as const;

export const accountPages: readonly Page[] = [
  { method: "GET", path: "/", handler: async () => goTo("/account") },
  { method: "GET", path: "/account", handler: show },
  { method: "GET", path: "/account/name", handler: async () => goTo("/account#profile") },
  { method: "POST", path: "/account/name", handler: submitName },
  { method: "GET", path: "/account/email", handler: async () => goTo("/account#profile") },
  { method: "POST", path: "/account/email", handler: submitEmail },
  { method: "GET", path: "/account/password", handler: async () => goTo("/account#change-password") },
  { method: "POST", path: "/account/password", handler: submitPassword },
  // https://w3c.github.io/webappsec-change-password-url/
  {
    method: "GET",
    path: "/.well-known/change-password",
    handler: async () => goTo("/account#change-password"),
  },
];

async function show(visit: Visit): Promise<AuthResponse> {
  const visitor = await sessionOfPage(visit.request, visit.auth);
  if (visitor.kind === "member") return showPage(await accountOf(visitor, visit), visitor.cookies);
  const notice = visitor.hasEnded ? "notice=session_ended&" : "";
  return goTo(`/sign-in?${notice}next=/account`, visitor);
}

async function submitName(visit: Visit): Promise<AuthResponse> {
  return asMember(visit, { form: "name", fields: NAME_FIELDS }, async (member, names) => {
    await changeProfile(names, member.identity, visit.request, visit.auth);
    return goTo("/account?notice=profile_saved", member);
  });
}

async function submitEmail(visit: Visit): Promise<AuthResponse> {
  return asMember(visit, { form: "email", fields: EMAIL_FIELDS }, async (member, sent) => {
    const { email, currentPassword } = sent;
    await changeProfile({ email, currentPassword }, member.identity, visit.request, visit.auth);
    return goTo("/account?notice=profile_saved", member);
  });
}

async function submitPassword(visit: Visit): Promise<AuthResponse> {
  return asMember(visit, PASSWORD_FORM, async (member, sent) => {
    const { request, auth } = visit;
    const signedIn = await changePassword(sent, member.identity, request, auth);
    return goTo("/account?notice=password_changed", signedInAnswer(signedIn, auth));
  });
}
