import { useQuery } from "../api/queries.ts";
import type { EventsAnswer } from "../api/wire.ts";
import { ClearFilters } from "../parts/clear-filters.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Failure } from "../parts/failure.tsx";
import { NoRows } from "../parts/no-rows.tsx";
import { PageSize } from "../parts/page-size.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { Pager } from "../parts/pager.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { StaleNote } from "../parts/stale-note.tsx";
import { useParameters } from "../router/location.ts";
import { EVENT_COLUMNS } from "./event-columns.tsx";
import { EventDetails } from "./event-details.tsx";
import { EventFilters } from "./event-filters.tsx";
import { eventFilter, eventsPath } from "./event-query.ts";
import { ExportEvents } from "./export-events.tsx";

export default function EventsPage() {
  return (
    <>
      <PageTitle title="Events">
        <ExportEvents />
      </PageTitle>
      <EventFilters />
      <EventList />
    </>
  );
}

function EventList() {
  const parameters = useParameters();
  const query = useQuery<EventsAnswer>(eventsPath(parameters));
  const { data, error, isLoading, refresh } = query;
  if (data === undefined)
    return error === null ? <SkeletonRows /> : <Failure error={error} onRetry={refresh} />;
  const { events, next } = data;
  const isFiltered = eventFilter(parameters).size > 0;
  return (
    <>
      <StaleNote query={query} />
      <div className="list-head">
        <p role="status" className="quiet">
          {events.length} on this page
        </p>
        {isFiltered && events.length > 0 && <ClearFilters className="link" />}
        <PageSize />
      </div>
      {events.length === 0 ? (
        <NoRows empty="Nothing has happened yet." isFiltered={isFiltered} hasMore={next !== null} />
      ) : (
        <DataTable
          label="Events"
          rows={events}
          columns={EVENT_COLUMNS}
          idOf={({ id }) => String(id)}
          isBusy={isLoading}
          more={(event) => <EventDetails event={event} />}
        />
      )}
      <Pager next={next} />
    </>
  );
}
