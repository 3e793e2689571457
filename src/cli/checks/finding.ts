export type Level = "error" | "warning" | "note";

/** Something a check found: what it is, and how to go on. The id never changes meaning. */
export interface Finding {
  readonly id: string;
  readonly level: Level;
  readonly message: string;
  readonly hint: string;
}

const LEVELS: Readonly<Record<string, Level>> = { E: "error", W: "warning", N: "note" };

/** @param id E, W or N (error, warning, note) and three digits */
export function finding(id: string, message: string, hint: string): Finding {
  return { id, level: LEVELS[id.charAt(0)] ?? "error", message, hint };
}
