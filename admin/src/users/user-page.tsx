import { useActor } from "../actor.ts";
import { useQuery } from "../api/queries.ts";
import type { UserAnswer } from "../api/wire.ts";
import type { PageProps } from "../pages.ts";
import { Failure } from "../parts/failure.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { StaleNote } from "../parts/stale-note.tsx";
import { Link } from "../router/link.tsx";
import { DangerZone } from "./danger-zone.tsx";
import { EditUser } from "./edit-user.tsx";
import { SetPassword } from "./set-password.tsx";
import { UserEvents } from "./user-events.tsx";
import { UserFacts } from "./user-facts.tsx";
import { UserGroups } from "./user-groups.tsx";
import { userPath } from "./user-path.ts";
import { UserPermissions } from "./user-permissions.tsx";
import { UserSessions } from "./user-sessions.tsx";

export default function UserPage({ parameters: { id = "" } }: PageProps) {
  const { may } = useActor();
  const query = useQuery<UserAnswer>(userPath(id));
  const { data, error, refresh } = query;
  if (data === undefined)
    return error === null ? (
      <SkeletonRows />
    ) : (
      <>
        <PageTitle title={error.status === 404 ? "There is no such user" : "User"} />
        <Failure error={error} onRetry={refresh} />
        <Link href="/admin/users">All users</Link>
      </>
    );
  const { user } = data;
  return (
    <div className="record">
      <p className="small">
        <Link href="/admin/users">Users</Link>
      </p>
      <PageTitle title={user.username} />
      <StaleNote query={query} />
      <UserFacts user={user} />
      {may("users.change") && <EditUser user={user} />}
      {may("users.change") && <SetPassword user={user} />}
      <UserGroups user={user} />
      <UserPermissions user={user} />
      {may("sessions.view") && <UserSessions user={user} />}
      {may("events.view") && <UserEvents user={user} />}
      {(may("users.change") || may("users.delete")) && <DangerZone user={user} />}
    </div>
  );
}
