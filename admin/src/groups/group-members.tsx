import { useRef } from "react";
import { useActor } from "../actor.ts";
import { useQuery } from "../api/queries.ts";
import type { ListedUser, UsersAnswer } from "../api/wire.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Failure } from "../parts/failure.tsx";
import { Pager } from "../parts/pager.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { StaleNote } from "../parts/stale-note.tsx";
import { TotalCount } from "../parts/total.tsx";
import { UserFinder } from "../parts/user-finder.tsx";
import { Link } from "../router/link.tsx";
import { useParameters } from "../router/location.ts";
import { changeGroup } from "./group-path.ts";

export function GroupMembers({ groupId }: { readonly groupId: string }) {
  const { may } = useActor();
  const heading = useRef<HTMLHeadingElement>(null);
  const after = useParameters().get("after");
  const sent = new URLSearchParams({ group: groupId, ...(after === null ? {} : { after }) });
  const query = useQuery<UsersAnswer>(`/admin/api/users?${sent}`);
  const { data, error, refresh } = query;
  const mayChange = may("users.change");

  async function takeOut({ id }: ListedUser): Promise<void> {
    const row = document.activeElement?.closest("[data-row]");
    const near = row?.nextElementSibling ?? row?.previousElementSibling;
    await changeGroup(groupId, "DELETE", `/members/${id}`);
    // The button goes with its row, and the focus would go with it.
    (near instanceof HTMLElement ? near : heading.current)?.focus();
  }

  return (
    <section aria-labelledby="members">
      <h2 id="members" ref={heading} tabIndex={-1}>
        Members
      </h2>
      <StaleNote query={query} />
      {data === undefined &&
        (error === null ? <SkeletonRows count={3} /> : <Failure error={error} onRetry={refresh} />)}
      {data !== undefined && <TotalCount total={data.total} noun="member" />}
      {data?.users.length === 0 && after !== null && <p className="empty">Nobody is left on this page.</p>}
      <ul className="rows">
        {data?.users.map((user) => (
          <li key={user.id} data-row tabIndex={-1}>
            <div>
              <Link href={`/admin/users/${user.id}`}>{user.username}</Link>
              <small className="under">{[user.firstName, user.lastName].join(" ").trim()}</small>
            </div>
            {mayChange && (
              <ActButton
                label={`Take out ${user.username}`}
                done={`${user.username} is out of the group.`}
                act={() => takeOut(user)}
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
          label="Add a member"
          button="Add to the group"
          onFound={({ id }) => changeGroup(groupId, "POST", "/members", { userId: id })}
        />
      )}
    </section>
  );
}
