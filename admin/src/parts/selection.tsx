/** Rows that something is to be done to. */
export interface Selection<Row> {
  has(row: Row): boolean;
  set(rows: readonly Row[], isSelected: boolean): void;
  /** What a row is called. */
  nameOf(row: Row): string;
}

interface SelectBoxProps<Row> {
  readonly row: Row;
  readonly selection: Selection<Row>;
}

export function SelectBox<Row>({ row, selection }: SelectBoxProps<Row>) {
  return (
    <input
      type="checkbox"
      aria-label={`Select ${selection.nameOf(row)}`}
      checked={selection.has(row)}
      onChange={(event) => selection.set([row], event.target.checked)}
    />
  );
}

interface SelectAllBoxProps<Row> {
  readonly rows: readonly Row[];
  readonly selection: Selection<Row>;
}

export function SelectAllBox<Row>({ rows, selection }: SelectAllBoxProps<Row>) {
  const count = rows.filter((row) => selection.has(row)).length;
  const isAll = rows.length > 0 && count === rows.length;
  return (
    <input
      type="checkbox"
      aria-label="Select all on this page"
      ref={(box) => {
        if (box !== null) box.indeterminate = count > 0 && !isAll;
      }}
      checked={isAll}
      onChange={() => selection.set(rows, !isAll)}
    />
  );
}
