import { type ReactNode, useState } from "react";
import { SelectAllBox, SelectBox, type Selection } from "./selection.tsx";
import { SortHeader } from "./sort-header.tsx";
import { useRowFocus } from "./use-row-focus.ts";

export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  /** By what the server sorts for it; left out where it cannot. */
  readonly sort?: string | undefined;
  /** The list always has that order by it. */
  readonly order?: "ascending" | "descending";
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
  /** What else there is to a row, shown below it when it is asked for. */
  readonly more?: (row: Row) => ReactNode;
}

/** Rows that the arrow keys go along. On narrow screens each becomes a card, by the stylesheet. */
export function DataTable<Row>({ label, rows, isBusy, ...shared }: DataTableProps<Row>) {
  const { columns, idOf, selection, more } = shared;
  const rowFocus = useRowFocus();
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
          {more && <th scope="col">More</th>}
        </tr>
      </thead>
      <tbody {...rowFocus}>
        {rows.map((row) => (
          <TableRow key={idOf(row)} row={row} {...shared} />
        ))}
      </tbody>
    </table>
  );
}

type TableRowProps<Row> = Pick<DataTableProps<Row>, "columns" | "selection" | "more"> & { readonly row: Row };

function TableRow<Row>({ row, columns, selection, more }: TableRowProps<Row>) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <tr data-row tabIndex={-1}>
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
        {more && (
          <td>
            <button type="button" className="link" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
              Details
            </button>
          </td>
        )}
      </tr>
      {more && isOpen && (
        <tr className="more">
          <td colSpan={columns.length + (selection ? 2 : 1)}>{more(row)}</td>
        </tr>
      )}
    </>
  );
}
