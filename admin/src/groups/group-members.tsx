import { useActor } from "../actor.ts";
import { useQuery } from "../api/queries.ts";
import type { UsersAnswer } from "../api/wire.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Failure } from "../parts/failure.tsx";
import { Pager } from "../parts/pager.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { TotalCount } from "../parts/total.tsx";
import { UserFinder } from "../parts/user-finder.tsx";
import { Link } from "../router/link.tsx";
import { useParameters } from "../router/location.ts";
import { changeGroup } from "./group-path.ts";

export function GroupMembers({ groupId }: { readonly groupId: string }) {
  const { may } = useActor();
  const after = useParameters().get("after");
  const sent = new URLSearchParams({ group: groupId, ...(after === null ? {} : { after }) });
  const { data, error, refresh } = useQuery<UsersAnswer>(`/admin/api/users?${sent}`);
  const mayChange = may("users.change");
  return (
    <section aria-labelledby="members">
      <h2 id="members">Members</h2>
      {data === undefined &&
        (error === null ? <SkeletonRows count={3} /> : <Failure error={error} onRetry={refresh} />)}
      {data !== undefined && <TotalCount total={data.total} noun="member" />}
      <ul className="rows">
        {data?.users.map(({ id, username }) => (
          <li key={id}>
            <Link href={`/admin/users/${id}`}>{username}</Link>
            {mayChange && (
              <ActButton
                label={`Take out ${username}`}
                done={`${username} is out of the group.`}
                act={() => changeGroup(groupId, "DELETE", `/members/${id}`)}
              >
                Take out
              </ActButton>
            )}
          </li>
        ))}
      </ul>
      {data !== undefined && <Pager next={data.next} />}
      {mayChange && (
        <UserFinder
          label="User"
          button="Add to the group"
          onFound={({ id }) => changeGroup(groupId, "POST", "/members", { userId: id })}
        />
      )}
    </section>
  );
}
