import type { ListedEvent } from "../api/wire.ts";
import type { Column } from "../parts/data-table.tsx";
import { inWords, OutcomeBadge } from "../parts/outcome.tsx";
import { Time } from "../parts/time.tsx";
import { Link } from "../router/link.tsx";

export const EVENT_COLUMNS: readonly Column<ListedEvent>[] = [
  {
    id: "type",
    label: "Event",
    isName: true,
    cell: ({ type, outcome }) => (
      <>
        {inWords(type)} <OutcomeBadge type={type} outcome={outcome} />
      </>
    ),
  },
  { id: "user", label: "User", cell: ({ userId, username }) => <Person id={userId} name={username} /> },
  {
    id: "actor",
    label: "By",
    cell: ({ actorId, actorUsername }) => <Person id={actorId} name={actorUsername} />,
  },
  { id: "at", label: "When", order: "descending", cell: ({ at }) => <Time at={at} /> },
  {
    id: "address",
    label: "From",
    cell: ({ address, device }) => (
      <>
        <span className="address">{address || "–"}</span>
        <span className="under quiet">{device}</span>
      </>
    ),
  },
];

/** Without a name they are gone, and there is no page of them. */
function Person({ id, name }: { readonly id: string | null; readonly name: string | null }) {
  if (id === null) return null;
  return name === null ? (
    <code title={id}>{id.slice(-12)}</code>
  ) : (
    <Link href={`/admin/users/${encodeURIComponent(id)}`}>{name}</Link>
  );
}
