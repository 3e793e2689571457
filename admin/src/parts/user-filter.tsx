import { useActor } from "../actor.ts";
import { useQuery } from "../api/queries.ts";
import type { UserAnswer } from "../api/wire.ts";
import { Link } from "../router/link.tsx";
import { navigate, useParameters, withParameters } from "../router/location.ts";
import { UserFinder } from "./user-finder.tsx";

interface UserFilterProps {
  readonly label?: string;
  /** The parameter of the address: the id of the user. */
  readonly parameter?: string;
}

/** Of whom a list tells: one user or everybody. */
export function UserFilter({ label = "User", parameter = "user" }: UserFilterProps) {
  const { may } = useActor();
  const id = useParameters().get(parameter);
  const mayName = may("users.view");
  const { data } = useQuery<UserAnswer>(
    id !== null && mayName ? `/admin/api/users/${encodeURIComponent(id)}` : null,
  );
  const set = (user: string | null) => navigate(withParameters({ [parameter]: user, after: null }));
  if (id !== null)
    return (
      <p className="chosen">
        <b>{label}</b>
        {mayName ? <Link href={`/admin/users/${id}`}>{data?.user.username ?? id}</Link> : <code>{id}</code>}{" "}
        <button type="button" className="link" onClick={() => set(null)} aria-label={`Clear “${label}”`}>
          Clear
        </button>
      </p>
    );
  if (!mayName) return null;
  return <UserFinder label={label} button="Show" onFound={(user) => set(user.id)} />;
}
