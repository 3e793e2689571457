import { useActor } from "../actor.ts";
import { refreshAll, useQuery } from "../api/queries.ts";
import { send } from "../api/send.ts";
import type { SessionsAnswer, UserDetail } from "../api/wire.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Failure } from "../parts/failure.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { Time } from "../parts/time.tsx";
import { changeUser, refreshUser } from "./user-path.ts";

export function UserSessions({ user }: { readonly user: UserDetail }) {
  const { may } = useActor();
  const { data, error, refresh } = useQuery<SessionsAnswer>(`/admin/api/sessions?user=${user.id}&limit=50`);
  const mayEnd = may("sessions.delete");
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">Sessions</h2>
      {data === undefined &&
        (error === null ? <SkeletonRows count={2} /> : <Failure error={error} onRetry={refresh} />)}
      {data?.sessions.length === 0 && <p className="quiet">Signed in nowhere.</p>}
      <ul className="rows">
        {data?.sessions.map((session) => (
          <li key={session.id}>
            <div>
              {session.device} {session.isCurrent && <span className="badge good">this one</span>}
              <div className="small">
                {session.ip} · signed in <Time at={session.createdAt} /> · last used{" "}
                <Time at={session.lastUsedAt} /> · until <Time at={session.expiresAt} />
              </div>
            </div>
            {mayEnd && !session.isCurrent && (
              <ActButton
                label={`End the session of ${session.device}`}
                done="The session has ended."
                act={async () => {
                  await send("DELETE", `/admin/api/sessions/${session.id}`);
                  refreshAll("/admin/api/sessions");
                  refreshUser(user.id);
                }}
              >
                End
              </ActButton>
            )}
          </li>
        ))}
      </ul>
      {mayEnd && data?.sessions.some(({ isCurrent }) => !isCurrent) && (
        <ActButton
          done="The sessions have ended."
          act={() => changeUser(user.id, "POST", "/revoke-sessions")}
        >
          End all sessions{data.sessions.some(({ isCurrent }) => isCurrent) ? " but this one" : ""}
        </ActButton>
      )}
    </section>
  );
}
