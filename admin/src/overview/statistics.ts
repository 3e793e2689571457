import type { StatisticsAnswer } from "../api/wire.ts";

export const PERIODS = [
  ["24h", "24 hours"],
  ["7d", "7 days"],
  ["30d", "30 days"],
] as const;

export type Counted = keyof StatisticsAnswer["totals"];
export type Hours = StatisticsAnswer["hours"];

/** Hours that one bar stands for, so that no chart has more than thirty. */
const HOURS_IN_BAR: Readonly<Record<string, number>> = { "7d": 6, "30d": 24 };

/** The hours of a period, several added up where there are many. */
export function toBars(period: string, hours: Hours): Hours {
  const size = HOURS_IN_BAR[period] ?? 1;
  const bars: Hours[number][] = [];
  for (let start = 0; start < hours.length; start += size) {
    const [first, ...rest] = hours.slice(start, start + size);
    if (first !== undefined) bars.push(rest.reduce(add, first));
  }
  return bars;
}

function add(sum: Hours[number], hour: Hours[number]): Hours[number] {
  return {
    at: sum.at,
    signInsOk: sum.signInsOk + hour.signInsOk,
    signInsFailed: sum.signInsFailed + hour.signInsFailed,
    refreshes: sum.refreshes + hour.refreshes,
    reuses: sum.reuses + hour.reuses,
    lockouts: sum.lockouts + hour.lockouts,
    usersCreated: sum.usersCreated + hour.usersCreated,
  };
}

/** This period against the one before, in words. */
export function compare(now: number, before: number): string {
  if (before === now) return "as many as before";
  if (before === 0) return "none before";
  const percent = Math.round((Math.abs(now - before) / before) * 100);
  const change =
    percent === 0
      ? `under 1 % ${now > before ? "more" : "fewer"}`
      : `${now > before ? "+" : "−"}${NUMBER.format(percent)} %`;
  return `${change} (${NUMBER.format(before)} before)`;
}

/** What a bar stands for, and how its beginning is written. */
export function timeScaleOf(period: string): { readonly bar: string; readonly format: Intl.DateTimeFormat } {
  const size = HOURS_IN_BAR[period] ?? 1;
  const day = { day: "numeric", month: "short" } as const;
  return {
    bar: size === 24 ? "a day" : size === 1 ? "an hour" : `${size} hours`,
    format: new Intl.DateTimeFormat(
      undefined,
      size === 24 ? day : { ...day, hour: "2-digit", minute: "2-digit" },
    ),
  };
}

export const NUMBER = new Intl.NumberFormat();
