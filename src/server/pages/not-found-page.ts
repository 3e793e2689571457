import type { AuthResponse } from "../../routes/handle.ts";
import { html } from "./html.ts";
import { layout } from "./layout.ts";
import { say } from "./messages.ts";
import { showPage } from "./page.ts";

/** Whether a browser opens the address for somebody to see: then it names HTML first. */
export function isNavigation(accept: string | undefined): boolean {
  return /^\s*text\/html\s*(?:[,;]|$)/i.test(accept ?? "");
}

/** The page of an address that is none; the same for everybody. */
export function notFoundPage(origin: string): AuthResponse {
  const content = html`<p>${say("not_found")}</p>
<p><a href="/">${say("to_home")}</a></p>`;
  return { ...showPage(layout({ title: say("no_page"), origin, session: null }, content)), status: 404 };
}
