import { type FormEvent, useState } from "react";
import { useActor } from "../actor.ts";
import { refreshAll, useQuery } from "../api/queries.ts";
import { send } from "../api/send.ts";
import { useAct } from "../api/use-act.ts";
import type { GroupAnswer } from "../api/wire.ts";
import type { PageProps } from "../pages.ts";
import { Failure } from "../parts/failure.tsx";
import { Field } from "../parts/field.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { PermissionEditor } from "../parts/permission-editor.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { StaleNote } from "../parts/stale-note.tsx";
import { TypedDialog } from "../parts/typed-dialog.tsx";
import { Link } from "../router/link.tsx";
import { navigate } from "../router/location.ts";
import { toast } from "../shell/toast.ts";
import { GroupMembers } from "./group-members.tsx";
import { changeGroup, groupPath } from "./group-path.ts";

export default function GroupPage({ parameters: { id = "" } }: PageProps) {
  const { may } = useActor();
  const query = useQuery<GroupAnswer>(groupPath(id));
  const { data, error, refresh } = query;
  if (data === undefined)
    return error === null ? (
      <SkeletonRows />
    ) : (
      <>
        <PageTitle title={error.status === 404 ? "There is no such group" : "Group"} />
        <Failure error={error} onRetry={refresh} />
        <Link href="/admin/groups">All groups</Link>
      </>
    );
  const { group } = data;
  return (
    <div className="record">
      <p className="small">
        <Link href="/admin/groups">Groups</Link>
      </p>
      <PageTitle title={group.name} />
      <StaleNote query={query} />
      {may("groups.change") && <Rename group={group} />}
      <section aria-labelledby="permissions">
        <h2 id="permissions">Permissions</h2>
        <p>What members who are staff may do in the admin.</p>
        <PermissionEditor
          given={group.permissions}
          isReadOnly={!may("groups.change")}
          onSave={(change) => changeGroup(id, "PATCH", "/permissions", change)}
        />
      </section>
      {may("users.view") && <GroupMembers groupId={id} />}
      {may("groups.delete") && <DangerZone group={group} />}
    </div>
  );
}

interface GroupProps {
  readonly group: GroupAnswer["group"];
}

function Rename({ group: { id, name } }: GroupProps) {
  // Null until something is typed: the field follows the server.
  const [typed, setTyped] = useState<string | null>(null);
  const value = typed ?? name;
  const { isBusy, error, run } = useAct();

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!(await run(() => changeGroup(id, "PATCH", "", { name: value })))) return;
    setTyped(null);
    toast("Saved.");
  }

  return (
    <section aria-labelledby="rename">
      <h2 id="rename">Rename</h2>
      <form className="narrow" onSubmit={save}>
        {error && <Failure error={error} />}
        <Field label="Name" required maxLength={150} autoComplete="off" value={value} onChange={setTyped} />
        <button type="submit" className="primary" aria-busy={isBusy} disabled={value === name}>
          Rename
        </button>
      </form>
    </section>
  );
}

function DangerZone({ group: { id, name } }: GroupProps) {
  const [isAsked, setIsAsked] = useState(false);
  return (
    <section aria-labelledby="danger">
      <h2 id="danger">Danger zone</h2>
      <div className="danger-zone">
        <p>Deleted, it is gone for good; its members lose what it gave them.</p>
        <button type="button" className="danger" onClick={() => setIsAsked(true)}>
          Delete this group
        </button>
      </div>
      {isAsked && (
        <TypedDialog
          title={`Delete ${name}`}
          sentence="This cannot be undone. The members stay."
          word={name}
          label="Delete"
          act={() => send("DELETE", groupPath(id))}
          onDone={() => {
            toast(`${name} is deleted.`);
            navigate("/admin/groups", { replace: true });
            refreshAll("/admin/api/");
          }}
          onClose={() => setIsAsked(false)}
        />
      )}
    </section>
  );
}
