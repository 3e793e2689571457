import type { ListedSession } from "../../sessions/list-sessions.ts";
import { type Html, html } from "./html.ts";
import { localTime } from "./local-time.ts";
import { say } from "./messages.ts";
import { hidden } from "./parts.ts";

/** Devices listed before all of them are asked for: the page stays small however many there are. */
const SHOWN = 20;

export interface DeviceList {
  readonly sessions: readonly ListedSession[];
  readonly showsAll: boolean;
  readonly csrfToken: Html;
  readonly language: string | undefined;
}

/** Where a user is signed in, with a button to end each other session, and one to end them all. */
export function deviceList({ sessions, showsAll, csrfToken, language }: DeviceList): Html {
  const shown = showsAll ? sessions : sessions.slice(0, SHOWN);
  const items = shown.map((session, index) => device(session, `device-${index}`, csrfToken, language));
  return html`<section id="devices" aria-labelledby="devices-title">
<h2 id="devices-title">${say("devices")}</h2>
<ul class="rows" role="list">
${items}</ul>
${shown.length === sessions.length ? null : html`<p><a href="/account?devices=all#devices">${say("show_all_devices", { count: sessions.length })}</a></p>`}
${sessions.length < 2 ? null : html`<form method="post" action="/sign-out/others">${csrfToken}<button>${say("sign_out_others")}</button></form>`}
</section>`;
}

function device(
  session: ListedSession,
  detailsId: string,
  csrfToken: Html,
  language: string | undefined,
): Html {
  const lastUsed = localTime(Date.parse(session.lastUsedAt), language);
  const note = html`<p class="this">${say("this_device")}</p>`;
  return html`<li>
<div>${session.device}<br><small id="${detailsId}"><bdi>${session.ip}</bdi><br>${say("last_used")} ${lastUsed}</small></div>
${session.isCurrent ? note : endForm(session, detailsId, csrfToken)}
</li>
`;
}

/** Two devices may be described alike: the button's description tells their address and time. */
function endForm({ id, device }: ListedSession, detailsId: string, csrfToken: Html): Html {
  return html`<form method="post" action="/sign-out/device">${csrfToken}${hidden("id", id)}<button aria-label="${say(
    "sign_out_device",
    { device },
  )}" aria-describedby="${detailsId}">${say("sign_out")}</button></form>`;
}
