/** In milliseconds. */
export const HOUR = 3_600_000;

/** The hour a time lies in, by its first millisecond. Both in milliseconds since 1970. */
export function hourOf(time: number): number {
  return time - (time % HOUR);
}

/**
 * A time in milliseconds since 1970 as answers and commands tell it: ISO 8601 in UTC; null stays null. What is read back
 * from a database may have been changed there: a number that is no time (ECMA-262 section 21.4.1.1) stays as it is.
 */
export function toIso(time: number): string;
export function toIso(time: number | null): string | null;
export function toIso(time: number | null): string | null {
  if (time === null) return null;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}

/**
 * The time that RFC 3339 text tells, in milliseconds since 1970; null where it tells none. Text without an offset would mean
 * another moment on every server, and 31 February and 24 o'clock, which Date takes for a later day, are on no calendar.
 *
 * @example fromIso("2026-01-31T12:00:00Z");
 */
export function fromIso(text: string): number | null {
  const shape = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;
  const [, minute] = shape.exec(text) ?? [];
  const time = Date.parse(text);
  if (minute === undefined || !(time >= 0)) return null;
  return new Date(`${minute}Z`).toISOString().startsWith(minute) ? time : null;
}
