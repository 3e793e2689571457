type Cell = string | number | boolean | null;

/** Rows under a heading, columns aligned by spaces. */
export function formatTable<const Column extends string>(
  columns: readonly Column[],
  rows: readonly { readonly [Key in Column]: Cell }[],
): string {
  const lines = [[...columns], ...rows.map((row) => columns.map((column) => formatCell(row[column])))];
  const widths = columns.map((_, index) =>
    lines.reduce((width, line) => Math.max(width, line[index]?.length ?? 0), 0),
  );
  return lines
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** One field a line, names aligned. */
export function formatFields(fields: Readonly<Record<string, Cell>>): string {
  const width = Math.max(...Object.keys(fields).map((name) => name.length));
  return Object.entries(fields)
    .map(([name, value]) => `${name.padEnd(width)}  ${formatCell(value)}`)
    .join("\n");
}

/** A row of a table whose end is not known: each cell with the width of its column. */
export function formatRow(cells: readonly (readonly [cell: Cell, width: number])[]): string {
  return cells
    .map(([cell, width]) => formatCell(cell).padEnd(width))
    .join("  ")
    .trimEnd();
}

/** What a stranger typed must not move the cursor or turn the line around (control and format characters). */
export function formatCell(value: Cell): string {
  if (value === null || value === "") return "-";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value).replace(/[\p{Cc}\p{Cf}]/gu, "\ufffd");
}
