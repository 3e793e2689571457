import { useState } from "react";
import { useActor } from "../actor.ts";
import { useQuery } from "../api/queries.ts";
import type { ListedSession, SessionsAnswer } from "../api/wire.ts";
import { BulkDialog } from "../parts/bulk-dialog.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Failure } from "../parts/failure.tsx";
import { NoRows } from "../parts/no-rows.tsx";
import { PageSize } from "../parts/page-size.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { Pager } from "../parts/pager.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { StaleNote } from "../parts/stale-note.tsx";
import { useSelected } from "../parts/use-selected.ts";
import { UserFilter } from "../parts/user-filter.tsx";
import { useParameters } from "../router/location.ts";
import { EndSelected } from "./end-selected.tsx";
import { REVOKE, SESSION_COLUMNS, withEnd } from "./session-columns.tsx";

export default function SessionsPage() {
  const { may } = useActor();
  const [isAsked, setIsAsked] = useState(false);
  const user = useParameters().get("user");
  return (
    <>
      <PageTitle title="Sessions">
        {may("superuser") && may("sessions.delete") && (
          <button type="button" className="danger" onClick={() => setIsAsked(true)}>
            End every session
          </button>
        )}
      </PageTitle>
      <search className="filters">
        <UserFilter />
      </search>
      <SessionList key={user} isFiltered={user !== null} />
      {isAsked && (
        <BulkDialog
          label="End"
          target="every session but this one"
          sentence="Everybody is signed out on all devices, and must sign in again. Only you stay, here."
          path={REVOKE}
          act={{ which: "all" }}
          on={{}}
          word="end"
          names={new Map()}
          onClose={() => setIsAsked(false)}
        />
      )}
    </>
  );
}

/** With another filter it is another list, of which nothing is selected. */
function SessionList({ isFiltered }: { readonly isFiltered: boolean }) {
  const { may } = useActor();
  const query = useQuery<SessionsAnswer>(pathFor(useParameters()));
  const selected = useSelected<ListedSession>(({ username, device }) => `${username}, ${device}`);
  const { data, error, isLoading, refresh } = query;
  if (data === undefined)
    return error === null ? <SkeletonRows /> : <Failure error={error} onRetry={refresh} />;
  const { sessions, next } = data;
  const mayEnd = may("sessions.delete");
  return (
    <>
      <StaleNote query={query} />
      <div className="list-head">
        <p role="status" className="quiet">
          {sessions.length} on this page
        </p>
        <PageSize />
      </div>
      {sessions.length === 0 ? (
        <NoRows empty="Nobody is signed in." isFiltered={isFiltered} hasMore={next !== null} />
      ) : (
        <DataTable
          label="Sessions"
          rows={sessions}
          columns={mayEnd ? withEnd(SESSION_COLUMNS) : SESSION_COLUMNS}
          idOf={({ id }) => id}
          isBusy={isLoading}
          selection={mayEnd ? selected.selection : undefined}
        />
      )}
      <EndSelected selected={selected} />
      <Pager next={next} />
    </>
  );
}

function pathFor(parameters: URLSearchParams): string {
  const sent = [...parameters].filter(([name]) => ["user", "after", "limit"].includes(name));
  return `/admin/api/sessions?${new URLSearchParams(sent)}`;
}
