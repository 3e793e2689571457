import { ClearFilters } from "./clear-filters.tsx";

interface NoRowsProps {
  /** What is said where there is nothing at all. */
  readonly empty: string;
  readonly isFiltered: boolean;
  /** The server has not looked at all of them yet. */
  readonly hasMore: boolean;
}

/** In the place of a list: nothing is there, or nothing that the filters let through. */
export function NoRows({ empty, isFiltered, hasMore }: NoRowsProps) {
  if (!isFiltered && !hasMore) return <p className="empty">{empty}</p>;
  return (
    <div className="empty">
      <p>{hasMore ? "Nothing matches so far; Next goes on looking." : "Nothing matches."}</p>
      {isFiltered && <ClearFilters />}
    </div>
  );
}
