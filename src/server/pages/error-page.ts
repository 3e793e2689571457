import type { AuthResponse } from "../../routes/handle.ts";
import { html } from "./html.ts";
import { layout } from "./layout.ts";
import { say } from "./messages.ts";
import { showFailure, toFailure, type Visit } from "./page.ts";

/** The page for what no form can tell: the database is away, or something failed. */
export function errorPage(error: unknown, visit: Visit): AuthResponse {
  const failure = toFailure(error, visit);
  const content = html`<p class="failure" role="alert">${failure.message}</p>
<p><a href="/">${say("load_again")}</a></p>`;
  const { origin } = visit.auth.settings;
  return showFailure(layout({ title: say("error"), origin, session: null }, content), failure);
}
