import { useActor } from "../actor.ts";
import { useQuery } from "../api/queries.ts";
import type { UserAnswer } from "../api/wire.ts";
import { Link } from "../router/link.tsx";
import { navigate, useParameters, withParameters } from "../router/location.ts";
import { UserFinder } from "./user-finder.tsx";

/** Of whom a list tells: one user, in the address as `user`, or everybody. */
export function UserFilter() {
  const { may } = useActor();
  const id = useParameters().get("user");
  const mayName = may("users.view");
  const { data } = useQuery<UserAnswer>(
    id !== null && mayName ? `/admin/api/users/${encodeURIComponent(id)}` : null,
  );
  const set = (user: string | null) => navigate(withParameters({ user, after: null }));
  if (id !== null)
    return (
      <p className="chosen">
        Only of{" "}
        {mayName ? <Link href={`/admin/users/${id}`}>{data?.user.username ?? id}</Link> : <code>{id}</code>}{" "}
        <button type="button" className="link" onClick={() => set(null)}>
          Of everybody
        </button>
      </p>
    );
  if (!mayName) return null;
  return <UserFinder label="Only of" button="Show" onFound={(user) => set(user.id)} />;
}
