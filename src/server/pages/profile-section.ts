import type { UserRow } from "../../users/user.ts";
import type { Refused } from "./account-page.ts";
import { type Html, html } from "./html.ts";
import { say } from "./messages.ts";
import { failureSummary, field, hiddenUsername, submitButton } from "./parts.ts";

/** Two forms, since only the address takes the password. */
export function profileSection(user: UserRow, csrfToken: Html, refused: Refused | null): Html {
  return html`<section id="profile" aria-labelledby="profile-title">
<h2 id="profile-title">${say("profile")}</h2>
${nameForm(user, csrfToken, refused?.form === "name" ? refused : null)}
${emailForm(user, csrfToken, refused?.form === "email" ? refused : null)}
</section>`;
}

function nameForm(user: UserRow, csrfToken: Html, refused: Refused | null): Html {
  const failure = refused?.failure ?? null;
  return html`<form method="post" action="/account/name">
${failureSummary(failure)}
${csrfToken}
${field({
  name: "firstName",
  label: say("first_name"),
  autocomplete: "given-name",
  autocapitalize: "words",
  value: refused?.typed["firstName"] ?? user.first_name,
  isOptional: true,
  isWrong: failure?.field === "firstName",
})}
${field({
  name: "lastName",
  label: say("last_name"),
  autocomplete: "family-name",
  autocapitalize: "words",
  value: refused?.typed["lastName"] ?? user.last_name,
  isOptional: true,
  isWrong: failure?.field === "lastName",
})}
${submitButton("save_name", failure)}
</form>`;
}

function emailForm(user: UserRow, csrfToken: Html, refused: Refused | null): Html {
  const failure = refused?.failure ?? null;
  const isPasswordWrong = failure?.code === "wrong_password" || failure?.code === "reauth_required";
  return html`<form method="post" action="/account/email">
${failureSummary(failure)}
${csrfToken}
${hiddenUsername(user.username)}
${field({
  name: "email",
  label: say("email"),
  type: "email",
  autocomplete: "email",
  value: refused?.typed["email"] ?? user.email,
  isOptional: true,
  isWrong: failure?.field === "email",
})}
${field({
  id: "email-password",
  name: "currentPassword",
  label: say("confirming_password"),
  type: "password",
  autocomplete: "current-password",
  hint: say("confirming_password_hint"),
  isWrong: isPasswordWrong,
})}
${submitButton("save_email", failure)}
</form>`;
}
