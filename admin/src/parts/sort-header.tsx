import { navigate, useParameters, withParameters } from "../router/location.ts";

interface SortHeaderProps {
  readonly column: {
    readonly label: string;
    readonly sort?: string | undefined;
    readonly order?: "ascending" | "descending";
    readonly isNumber?: boolean;
  };
}

/** The head of a column; where the server sorts by it, a button. The order stands in the address as `sort`. */
export function SortHeader({ column: { label, sort, order: fixed, isNumber } }: SortHeaderProps) {
  const present = useParameters().get("sort");
  const className = isNumber === true ? "number" : undefined;
  if (sort === undefined)
    return (
      <th scope="col" aria-sort={fixed} className={className}>
        {label}
      </th>
    );
  const order = present === sort ? "ascending" : present === `-${sort}` ? "descending" : undefined;
  const next = order === "ascending" ? `-${sort}` : sort;
  return (
    <th scope="col" aria-sort={order} className={className}>
      <button type="button" onClick={() => navigate(withParameters({ sort: next, after: null }))}>
        {label}
        <span aria-hidden="true">{order === undefined ? " ↕" : order === "ascending" ? " ↑" : " ↓"}</span>
      </button>
    </th>
  );
}
