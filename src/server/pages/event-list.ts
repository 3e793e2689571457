import { isIP } from "node:net";
import type { EventPage, ListedEvent } from "../../users/list-events.ts";
import { type Html, html } from "./html.ts";
import { localTime } from "./local-time.ts";
import { isMessageKey, say } from "./messages.ts";

export interface EventList extends EventPage {
  /** Whether the list begins with the newest event there is. */
  readonly isNewest: boolean;
  readonly language: string | undefined;
}

/** What happened in the account, in plain words. Older events are a link away, newer ones too. */
export function eventList({ events, next, isNewest, language }: EventList): Html {
  const newest = html`<a href="/account#events">${say("show_newest")}</a>`;
  const older = html`<a href="/account?before=${next}#events">${say("show_older")}</a>`;
  const links = [isNewest ? null : newest, next === null ? null : older].filter((link) => link !== null);
  return html`<section id="events" aria-labelledby="events-title">
<h2 id="events-title">${say("events")}</h2>
${
  events.length === 0
    ? html`<p>${say("no_events")}</p>`
    : html`<ul class="rows" role="list">
${events.map((event) => item(event, language))}</ul>`
}
${links.length === 0 ? null : html`<p class="pages">${links}</p>`}
</section>`;
}

function item(event: ListedEvent, language: string | undefined): Html {
  const { device, ip, isThisSession } = event;
  const mark = isThisSession ? ` (${say("this_sign_in")})` : null;
  // The command line has none.
  const address = isIP(ip) === 0 ? null : html`, <bdi>${ip}</bdi>`;
  return html`<li>
<div>${sayEvent(event)}<br><small>${device}${mark}${address}<br>${localTime(Date.parse(event.at), language)}</small></div>
</li>
`;
}

/** Never what was stored, which a newer version may have written, but words of the table. */
function sayEvent(event: ListedEvent): Html {
  const { type, outcome } = event;
  const key = `event_${type}_${outcome}`;
  const words = say(isMessageKey(key) ? key : "event_other");
  return isWorrying(event) ? html`<span class="worrying">${words}</span>` : html`${words}`;
}

/** What a user should look at twice: somebody was refused, or held a copy of their cookies. */
function isWorrying({ type, outcome }: ListedEvent): boolean {
  return type === "session_ended" ? outcome === "reuse" : outcome !== "ok";
}
