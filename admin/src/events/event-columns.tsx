import type { ListedEvent } from "../api/wire.ts";
import type { Column } from "../parts/data-table.tsx";
import { inWords } from "../parts/event-line.tsx";
import { Time } from "../parts/time.tsx";
import { Link } from "../router/link.tsx";
import { EventDetails } from "./event-details.tsx";

export const EVENT_COLUMNS: readonly Column<ListedEvent>[] = [
  {
    id: "type",
    label: "Event",
    isName: true,
    cell: ({ type, outcome }) => (
      <>
        {inWords(type)}{" "}
        {outcome !== "ok" && <span className="badge bad">{inWords(outcome).toLowerCase()}</span>}
      </>
    ),
  },
  { id: "user", label: "User", cell: ({ userId, username }) => <Person id={userId} name={username} /> },
  {
    id: "actor",
    label: "By",
    cell: ({ actorId, actorUsername }) => <Person id={actorId} name={actorUsername} />,
  },
  { id: "at", label: "When", cell: ({ at }) => <Time at={at} /> },
  {
    id: "address",
    label: "Address",
    cell: ({ address }) => <span className="address">{address || "–"}</span>,
  },
  { id: "device", label: "Device", cell: ({ device }) => device || "–" },
  { id: "details", label: "Details", cell: (event) => <EventDetails event={event} /> },
];

/** Without a name they are gone, and there is no page of them. */
function Person({ id, name }: { readonly id: string | null; readonly name: string | null }) {
  if (id === null) return "–";
  return name === null ? <code>{id}</code> : <Link href={`/admin/users/${id}`}>{name}</Link>;
}
