import { navigate, useParameters, withParameters } from "../router/location.ts";
import type { Column } from "./data-table.tsx";

/** The columns that the address asks for in `columns`, or else those of `defaults`; the name always. */
export function useColumns<Row>(
  columns: readonly Column<Row>[],
  defaults: readonly string[],
): readonly Column<Row>[] {
  const chosen = useParameters().get("columns")?.split(",") ?? defaults;
  return columns.filter(({ id, isName }) => isName === true || chosen.includes(id));
}

interface ColumnChooserProps {
  readonly columns: readonly { readonly id: string; readonly label: string; readonly isName?: boolean }[];
  readonly shown: readonly { readonly id: string }[];
}

export function ColumnChooser({ columns, shown }: ColumnChooserProps) {
  const ids = shown.map(({ id }) => id);
  function set(id: string, isShown: boolean): void {
    const chosen = columns.filter((column) => (column.id === id ? isShown : ids.includes(column.id)));
    const value = chosen.map((column) => column.id).join(",");
    navigate(withParameters({ columns: value }), { replace: true, state: history.state });
  }
  return (
    <details>
      <summary>Columns</summary>
      <div className="columns">
        {columns
          .filter(({ isName }) => isName !== true)
          .map(({ id, label }) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={ids.includes(id)}
                onChange={(event) => set(id, event.target.checked)}
              />
              {label}
            </label>
          ))}
      </div>
    </details>
  );
}
