import { refreshAll } from "../api/queries.ts";
import { send } from "../api/send.ts";
import type { ListedSession } from "../api/wire.ts";
import { ActButton } from "../parts/act-button.tsx";
import type { Column } from "../parts/data-table.tsx";
import { Time } from "../parts/time.tsx";
import { Link } from "../router/link.tsx";

export const REVOKE = "/admin/api/sessions/revoke";

export const SESSION_COLUMNS: readonly Column<ListedSession>[] = [
  {
    id: "user",
    label: "User",
    isName: true,
    cell: ({ userId, username, isCurrent }) => (
      <>
        <Link href={`/admin/users/${userId}`}>{username}</Link>{" "}
        {isCurrent && <span className="badge good">this one</span>}
      </>
    ),
  },
  {
    id: "device",
    label: "Device",
    cell: ({ device, ip }) => (
      <>
        {device}
        <span className="under quiet">{ip}</span>
      </>
    ),
  },
  { id: "started", label: "Started", order: "descending", cell: ({ createdAt }) => <Time at={createdAt} /> },
  { id: "used", label: "Last used", cell: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
  { id: "expires", label: "Expires", cell: ({ expiresAt }) => <Time at={expiresAt} /> },
];

/** With a button in each row; who would end their own session here would sign out. */
export function withEnd(columns: readonly Column<ListedSession>[]): readonly Column<ListedSession>[] {
  return [...columns, { id: "end", label: "Act", cell: (session) => <EndButton session={session} /> }];
}

function EndButton({ session: { id, username, device, isCurrent } }: { readonly session: ListedSession }) {
  if (isCurrent) return null;
  return (
    <ActButton
      label={`End the session of ${username}, ${device}`}
      done="The session has ended."
      act={async () => {
        await send("DELETE", `/admin/api/sessions/${id}`);
        refreshAll("/admin/api/");
      }}
    >
      End
    </ActButton>
  );
}
