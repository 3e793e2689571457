import { useQuery } from "../api/queries.ts";
import type { EventsAnswer, UserDetail } from "../api/wire.ts";
import { EventLine } from "../parts/event-line.tsx";
import { Failure } from "../parts/failure.tsx";
import { Pager } from "../parts/pager.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { useParameters } from "../router/location.ts";

export function UserEvents({ user }: { readonly user: UserDetail }) {
  const before = useParameters().get("before");
  const query = new URLSearchParams({ user: user.id, limit: "20", ...(before === null ? {} : { before }) });
  const { data, error, refresh } = useQuery<EventsAnswer>(`/admin/api/events?${query}`);
  return (
    <section aria-labelledby="events">
      <h2 id="events">Events</h2>
      {data === undefined &&
        (error === null ? <SkeletonRows count={4} /> : <Failure error={error} onRetry={refresh} />)}
      {data?.events.length === 0 && <p className="quiet">Nothing has happened yet.</p>}
      <ul className="rows">
        {data?.events.map((event) => (
          <li key={event.id}>
            <EventLine event={event} />
          </li>
        ))}
      </ul>
      {data !== undefined && <Pager next={data.next} parameter="before" />}
    </section>
  );
}
