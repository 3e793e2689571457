const STEPS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

const format = new Intl.RelativeTimeFormat("en");

/**
 * A distance in time as people say it.
 *
 * @param distance milliseconds; below zero: ago
 * @example relativeTime(-180_000) === "3 minutes ago"
 */
export function relativeTime(distance: number): string {
  const [unit, size] = STEPS.find(([, length]) => Math.abs(distance) >= length) ?? ["second", 1000];
  return format.format(Math.trunc(distance / size), unit);
}
