import { useActor } from "../actor.ts";
import { useQuery } from "../api/queries.ts";
import type { ListedUser, UsersAnswer } from "../api/wire.ts";
import { ColumnChooser, useColumns } from "../parts/column-chooser.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Failure } from "../parts/failure.tsx";
import { PageSize } from "../parts/page-size.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { Pager } from "../parts/pager.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { StaleNote } from "../parts/stale-note.tsx";
import { TotalCount } from "../parts/total.tsx";
import { useSelected } from "../parts/use-selected.ts";
import { Link } from "../router/link.tsx";
import { useParameters } from "../router/location.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { NoUsers } from "./no-users.tsx";
import { DEFAULT_USER_COLUMNS, USER_COLUMNS } from "./user-columns.tsx";
import { UserFilters } from "./user-filters.tsx";
import { filterOf, usersPath } from "./user-query.ts";

export default function UsersPage() {
  const { may } = useActor();
  const filter = filterOf(useParameters());
  return (
    <>
      <PageTitle title="Users">
        {may("users.add") && (
          <Link href="/admin/users/new" className="button primary" data-shortcut="new">
            Add user
          </Link>
        )}
      </PageTitle>
      <UserFilters />
      <UserList key={JSON.stringify(filter)} filter={filter} />
    </>
  );
}

/** With another filter it is another list, of which nothing is selected. */
function UserList({ filter }: { readonly filter: Readonly<Record<string, string | boolean>> }) {
  const { may } = useActor();
  const query = useQuery<UsersAnswer>(usersPath(useParameters()));
  const selected = useSelected<ListedUser>(({ username }) => username);
  const columns = useColumns(USER_COLUMNS, DEFAULT_USER_COLUMNS);
  const isSearch = "search" in filter;
  const { data, error, isLoading, refresh } = query;
  if (data === undefined)
    return error === null ? <SkeletonRows /> : <Failure error={error} onRetry={refresh} />;
  const { users, next, total } = data;
  const mayAct = may("users.change") || may("users.delete") || may("sessions.delete");
  return (
    <>
      <StaleNote query={query} />
      <div className="list-head">
        <TotalCount total={total} noun="user" />
        <ColumnChooser columns={USER_COLUMNS} shown={columns} />
        <PageSize />
      </div>
      {users.length === 0 ? (
        <NoUsers isFiltered={Object.keys(filter).length > 0} hasMore={next !== null} />
      ) : (
        <DataTable
          label="Users"
          rows={users}
          // The server orders what it finds by name, then by address.
          columns={isSearch ? columns.map(({ sort: _, ...column }) => column) : columns}
          idOf={({ id }) => id}
          isBusy={isLoading}
          selection={mayAct ? selected.selection : undefined}
        />
      )}
      <BulkBar selected={selected} total={total} filter={filter} />
      <Pager next={next} />
    </>
  );
}
