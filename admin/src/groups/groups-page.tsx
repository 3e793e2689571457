import { type FormEvent, useState } from "react";
import { useActor } from "../actor.ts";
import { refreshAll, useQuery } from "../api/queries.ts";
import { send } from "../api/send.ts";
import { useAct } from "../api/use-act.ts";
import type { GroupAnswer, GroupsAnswer } from "../api/wire.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Field } from "../parts/field.tsx";
import { NoRows } from "../parts/no-rows.tsx";
import { PageSize } from "../parts/page-size.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { Pager } from "../parts/pager.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { StaleNote } from "../parts/stale-note.tsx";
import { navigate, useParameters } from "../router/location.ts";
import { GROUP_COLUMNS } from "./group-columns.tsx";

export default function GroupsPage() {
  const { may } = useActor();
  const [isAdding, setIsAdding] = useState(false);
  const parameters = useParameters();
  const sent = [...parameters].filter(([name]) => ["after", "limit"].includes(name));
  const query = useQuery<GroupsAnswer>(`/admin/api/groups?${new URLSearchParams(sent)}`);
  const { data, error, isLoading, refresh } = query;
  return (
    <>
      <PageTitle title="Groups">
        {may("groups.add") && (
          <button type="button" className="primary" data-shortcut="new" onClick={() => setIsAdding(true)}>
            Add group
          </button>
        )}
      </PageTitle>
      <StaleNote query={query} />
      {data === undefined &&
        (error === null ? <SkeletonRows /> : <Failure error={error} onRetry={refresh} />)}
      {data?.groups.length === 0 && (
        <NoRows
          empty="No groups yet. A group gives its members permissions."
          isFiltered={parameters.has("after")}
          hasMore={false}
        />
      )}
      {data !== undefined && data.groups.length > 0 && (
        <>
          <PageSize />
          <DataTable
            label="Groups"
            rows={data.groups}
            columns={GROUP_COLUMNS}
            idOf={({ id }) => id}
            isBusy={isLoading}
          />
          <Pager next={data.next} />
        </>
      )}
      {isAdding && <AddDialog onClose={() => setIsAdding(false)} />}
    </>
  );
}

function AddDialog({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState("");
  const { isBusy, error, run } = useAct();

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault();
    await run(async () => {
      const { group } = await send<GroupAnswer>("POST", "/admin/api/groups", { name });
      refreshAll("/admin/api/groups");
      navigate(`/admin/groups/${group.id}`);
    });
  }

  return (
    <Dialog title="Add a group" onClose={onClose}>
      <form onSubmit={add}>
        {error && <Failure error={error} />}
        <Field label="Name" required maxLength={150} autoComplete="off" value={name} onChange={setName} />
        <div className="actions">
          <button type="submit" className="primary" aria-busy={isBusy}>
            Create group
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
