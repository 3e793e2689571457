import { navigate, withParameters } from "../router/location.ts";
import { NO_FILTERS } from "./user-query.ts";

interface NoUsersProps {
  readonly isFiltered: boolean;
  /** The server has not looked at all of them yet. */
  readonly hasMore: boolean;
}

export function NoUsers({ isFiltered, hasMore }: NoUsersProps) {
  if (!isFiltered)
    return (
      <p className="empty">
        No users yet. Add one here, or run <code>wafer createsuperuser</code>.
      </p>
    );
  return (
    <div className="empty">
      <p>{hasMore ? "Nothing matches so far; Next goes on looking." : "Nothing matches."}</p>
      <button type="button" onClick={() => navigate(withParameters(NO_FILTERS))}>
        Clear filters
      </button>
    </div>
  );
}
