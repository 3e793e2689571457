import { assetUrl } from "./assets.ts";
import { type Html, html } from "./html.ts";
import { say } from "./messages.ts";

export interface Layout {
  readonly title: string;
  /** The public origin; its host stands above the page, so that people see where they are. */
  readonly origin: string;
  /** The session this page was made for, "" for none: other tabs compare it. Null keeps the page out of that. */
  readonly session: string | null;
  /** The id of its user, whom tabs of the client compare; left out where there is none. */
  readonly userId?: string;
}

/** The whole document. Words that the script shows come along as data, so that all of them stand in one table. */
export function layout({ title, origin, session, userId }: Layout, content: Html): Html {
  return html`<!doctype html>
<html lang="en" dir="ltr"${session === null ? null : html` data-session="${session}"`}${userId && html` data-user="${userId}"`}
 data-show="${say("show")}" data-hide="${say("hide")}"
 data-show-password="${say("show_password")}" data-hide-password="${say("hide_password")}"
 data-caps-lock="${say("caps_lock")}" data-countdown="${say("countdown", { wait: "{wait}" })}"
 data-try-again-now="${say("try_again_now")}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${assetUrl("icon.svg")}" type="image/svg+xml">
<link rel="stylesheet" href="${assetUrl("style.css")}">
<script type="module" src="${assetUrl("page.js")}"></script>
</head>
<body>
<header><img src="${assetUrl("icon.svg")}" alt="" width="28" height="28"><span>${new URL(origin).host}</span></header>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`;
}
