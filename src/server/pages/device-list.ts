import type { ListedSession } from "../../sessions/list-sessions.ts";
import { type Html, html } from "./html.ts";
import { localTime } from "./local-time.ts";
import { say } from "./messages.ts";
import { hidden } from "./parts.ts";

/** Where a user is signed in, with a button to end each other session. */
export function deviceList(
  sessions: readonly ListedSession[],
  csrfToken: Html,
  acceptLanguage: string | undefined,
): Html {
  const items = sessions.map((session, index) =>
    device(session, `device-${index}`, csrfToken, acceptLanguage),
  );
  return html`<section id="devices" aria-labelledby="devices-title">
<h2 id="devices-title">${say("devices")}</h2>
<ul class="devices" role="list">
${items}</ul>
</section>`;
}

function device(
  session: ListedSession,
  detailsId: string,
  csrfToken: Html,
  acceptLanguage: string | undefined,
): Html {
  const lastUsed = localTime(Date.parse(session.lastUsedAt), acceptLanguage);
  const note = html`<p class="this-device">${say("this_device")}</p>`;
  return html`<li>
<div>${session.device}<br><small id="${detailsId}"><bdi>${session.ip}</bdi><br>${say("last_used")} ${lastUsed}</small></div>
${session.isCurrent ? note : endForm(session, detailsId, csrfToken)}
</li>
`;
}

/** Two devices may be described alike: the button's description tells their address and time. */
function endForm({ id, device }: ListedSession, detailsId: string, csrfToken: Html): Html {
  return html`<form method="post" action="/sessions/end">${csrfToken}${hidden("id", id)}<button aria-label="${say(
    "sign_out_device",
    { device },
  )}" aria-describedby="${detailsId}">${say("sign_out")}</button></form>`;
}
