/** One measured thing. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: "req/s" | "ops/s" | "µs CPU/req" | "x" | "MB" | "ms";
  /** What the design promises; left out where it promises nothing. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Null where there is nothing to reach. */
export function isReached({ value, atLeast, atMost }: Row): boolean | null {
  if (atLeast === undefined && atMost === undefined) return null;
  return value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY);
}

export function toText({ title, rows }: Section): string {
  const width = 52;
  const lines = rows.map((row) => {
    const digits = row.unit === "x" ? 3 : row.value < 100 ? 1 : 0;
    const figure = `${row.value.toFixed(digits).padStart(9)} ${row.unit.padEnd(10)}`;
    return `  ${row.name.padEnd(width)} ${figure} ${goalOf(row)}`.trimEnd();
  });
  return [title, ...lines, ""].join("\n");
}

function goalOf(row: Row): string {
  const reached = isReached(row);
  if (reached === null) return "";
  const goal = row.atLeast === undefined ? `<= ${row.atMost}` : `>= ${row.atLeast}`;
  return `${goal.padEnd(8)} ${reached ? "reached" : "MISSED"}`;
}
