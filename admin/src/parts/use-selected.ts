import { useState } from "react";
import type { Selection } from "./selection.tsx";

export interface Selected<Row> {
  readonly selection: Selection<Row>;
  /** What the selected are called by id, of this page and of others. */
  readonly names: ReadonlyMap<string, string>;
  /** Whether it is every one that the filter finds, seen or not. */
  readonly isAll: boolean;
  selectAll(): void;
  /** Only these stay selected. */
  keepOnly(ids: readonly string[]): void;
}

/** Which rows of a list are selected. */
export function useSelected<Row extends { readonly id: string }>(
  nameOf: (row: Row) => string,
): Selected<Row> {
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const [isAll, setIsAll] = useState(false);
  return {
    names,
    isAll,
    selectAll: () => setIsAll(true),
    keepOnly(ids) {
      setIsAll(false);
      setNames(new Map(ids.map((id) => [id, names.get(id) ?? id])));
    },
    selection: {
      has: ({ id }) => isAll || names.has(id),
      nameOf,
      set(rows, isSelected) {
        const next = new Map(names);
        for (const row of rows) isSelected ? next.set(row.id, nameOf(row)) : next.delete(row.id);
        setIsAll(false);
        setNames(next);
      },
    },
  };
}
