import { useActor } from "../actor.ts";
import type { UserDetail } from "../api/wire.ts";
import { ActButton } from "../parts/act-button.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Time } from "../parts/time.tsx";
import { changeUser } from "./user-path.ts";
import { UserRoles, UserStatus } from "./user-status.tsx";

export function UserFacts({ user }: { readonly user: UserDetail }) {
  const { may } = useActor();
  const { id, firstName, lastName, email } = user;
  return (
    <>
      {user.isLocked && (
        <div className="stale">
          <p>
            After failed attempts, strangers cannot sign in as this user until <Time at={user.lockedUntil} />.
            Their own devices can.
          </p>
          {may("users.change") && (
            <ActButton done="Unlocked." act={() => changeUser(id, "POST", "/unlock")}>
              Unlock
            </ActButton>
          )}
        </div>
      )}
      <dl>
        <div>
          <dt>Id</dt>
          <dd>
            <code>{id}</code> <CopyButton text={id} what="id" />
          </dd>
        </div>
        <div>
          <dt>Name</dt>
          <dd>{`${firstName} ${lastName}`.trim() || "–"}</dd>
        </div>
        <div>
          <dt>E-mail</dt>
          <dd>{email || "–"}</dd>
        </div>
        <div>
          <dt>Status</dt>
          <dd>
            <UserStatus user={user} />
          </dd>
        </div>
        <div>
          <dt>Roles</dt>
          <dd>
            <UserRoles user={user} />
          </dd>
        </div>
        <TimeFact label="Last sign-in" at={user.lastSignInAt} />
        <TimeFact label="Created" at={user.createdAt} />
        <TimeFact label="Changed" at={user.updatedAt} />
        <TimeFact label="Password set" at={user.passwordChangedAt} />
      </dl>
    </>
  );
}

function TimeFact({ label, at }: { readonly label: string; readonly at: string | null }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <Time at={at} />
      </dd>
    </div>
  );
}
