import { type Html, html } from "./html.ts";
import { say } from "./messages.ts";

const MAX_TAGS = 5;

/**
 * A moment in the visitor's language. The server does not know their time zone: it says UTC, and the script puts the
 * local time in its place.
 *
 * @param time milliseconds since 1970; NaN for a time that was changed in the database to what is none
 */
export function localTime(time: number, acceptLanguage: string | undefined): Html {
  if (Number.isNaN(time)) return html`${say("unknown_time")}`;
  const locale = preferredLocale(acceptLanguage);
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  const iso = new Date(time).toISOString();
  return html`<time datetime="${iso}" lang="${locale}" dir="auto">${format.format(time)} UTC</time>`;
}

/** The first language asked for that dates can be written in (RFC 9110 section 12.5.4), by quality; else English. */
export function preferredLocale(acceptLanguage: string | undefined): string {
  const asked = (acceptLanguage ?? "")
    .split(",", MAX_TAGS)
    .map((entry) =>
      /^\s*([a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3})\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/i.exec(entry),
    )
    .map((match) => ({ tag: match?.[1] ?? "", quality: Number(match?.[2] ?? 1) }))
    .filter(({ tag, quality }) => tag !== "" && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return asked.map(({ tag }) => supportedLocale(tag)).find((locale) => locale !== null) ?? "en";
}

function supportedLocale(tag: string): string | null {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag)[0] ?? null;
  } catch {
    return null;
  }
}
