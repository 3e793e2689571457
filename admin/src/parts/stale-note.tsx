import type { Query } from "../api/queries.ts";
import { Time } from "./time.tsx";

/** What is shown is not of now: the last try to renew it failed. */
export function StaleNote({
  query: { data, error, fetchedAt, refresh },
}: {
  readonly query: Query<unknown>;
}) {
  if (error === null || data === undefined || fetchedAt === 0) return null;
  return (
    <p role="status" className="stale">
      As of <Time at={new Date(fetchedAt).toISOString()} />; it could not be renewed ({error.code}).{" "}
      <button type="button" onClick={refresh}>
        Retry
      </button>
    </p>
  );
}
