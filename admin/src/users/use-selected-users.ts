import { useState } from "react";
import type { ListedUser } from "../api/wire.ts";
import type { Selection } from "../parts/selection.tsx";

export interface SelectedUsers {
  readonly selection: Selection<ListedUser>;
  /** User names by id, of this page and of others. */
  readonly users: ReadonlyMap<string, string>;
  /** Whether it is every user that the filter finds, seen or not. */
  readonly isAll: boolean;
  selectAll(): void;
  /** Only these stay selected. */
  keepOnly(ids: readonly string[]): void;
}

export function useSelectedUsers(): SelectedUsers {
  const [users, setUsers] = useState<ReadonlyMap<string, string>>(new Map());
  const [isAll, setIsAll] = useState(false);
  return {
    users,
    isAll,
    selectAll: () => setIsAll(true),
    keepOnly(ids) {
      setIsAll(false);
      setUsers(new Map(ids.map((id) => [id, users.get(id) ?? id])));
    },
    selection: {
      has: ({ id }) => isAll || users.has(id),
      nameOf: ({ username }) => username,
      set(rows, isSelected) {
        const next = new Map(users);
        for (const { id, username } of rows) isSelected ? next.set(id, username) : next.delete(id);
        setIsAll(false);
        setUsers(next);
      },
    },
  };
}
