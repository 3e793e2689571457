import type { UserRow } from "../../users/user.ts";
import type { Refused } from "./account-page.ts";
import { type Html, html } from "./html.ts";
import { say } from "./messages.ts";
import { failureSummary, field, hiddenUsername, submitButton } from "./parts.ts";

export function passwordSection(
  user: UserRow,
  csrfToken: Html,
  minLength: number,
  refused: Refused | null,
): Html {
  const failure = refused?.form === "password" ? refused.failure : null;
  return html`<section id="change-password" aria-labelledby="change-password-title">
<h2 id="change-password-title">${say("change_password")}</h2>
<form method="post" action="/account/password">
${failureSummary(failure)}
${csrfToken}
${hiddenUsername(user.username)}
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
  hint: say("password_hint", { length: minLength }),
  isWrong: failure?.code === "password_rejected",
})}
${submitButton("change_password", failure)}
</form>
</section>`;
}
