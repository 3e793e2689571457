import type { ReactNode } from "react";
import { SelectAllBox, SelectBox, type Selection } from "./selection.tsx";
import { SortHeader } from "./sort-header.tsx";

export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  /** By what the server sorts for it; left out where it cannot. */
  readonly sort?: string | undefined;
  /** Names the row; its first link opens it. */
  readonly isName?: boolean;
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface DataTableProps<Row> {
  /** What the table lists, for those who do not see where it stands. */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly idOf: (row: Row) => string;
  readonly isBusy?: boolean;
  readonly selection?: Selection<Row> | undefined;
}

/** Rows that the arrow keys go along. On narrow screens each becomes a card, by the stylesheet. */
export function DataTable<Row>({ label, rows, columns, idOf, isBusy, selection }: DataTableProps<Row>) {
  return (
    <table aria-label={label} aria-busy={isBusy}>
      <thead>
        <tr>
          {selection && (
            <th scope="col">
              <SelectAllBox rows={rows} selection={selection} />
            </th>
          )}
          {columns.map((column) => (
            <SortHeader key={column.id} column={column} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={idOf(row)} data-row tabIndex={-1}>
            {selection && (
              <td className="box">
                <SelectBox row={row} selection={selection} />
              </td>
            )}
            {columns.map(({ id, label, isName, isNumber, cell }) =>
              isName === true ? (
                <th key={id} scope="row">
                  {cell(row)}
                </th>
              ) : (
                <td key={id} data-label={label} className={isNumber === true ? "number" : undefined}>
                  <span>{cell(row)}</span>
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
