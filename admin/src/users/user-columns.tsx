import type { ListedUser } from "../api/wire.ts";
import type { Column } from "../parts/data-table.tsx";
import { Time } from "../parts/time.tsx";
import { Link } from "../router/link.tsx";
import { UserRoles, UserStatus } from "./user-status.tsx";

export const USER_COLUMNS: readonly Column<ListedUser>[] = [
  {
    id: "username",
    label: "User",
    sort: "username",
    isName: true,
    cell: ({ id, username, firstName, lastName }) => (
      <span>
        <Link href={`/admin/users/${id}`}>{username}</Link>
        <small className="under">{`${firstName} ${lastName}`.trim()}</small>
      </span>
    ),
  },
  { id: "email", label: "E-mail", sort: "email", cell: ({ email }) => <Email address={email} /> },
  { id: "status", label: "Status", cell: (user) => <UserStatus user={user} /> },
  { id: "roles", label: "Roles", cell: (user) => <UserRoles user={user} /> },
  {
    id: "lastSignIn",
    label: "Last sign-in",
    sort: "lastSignIn",
    cell: ({ lastSignInAt }) => <Time at={lastSignInAt} />,
  },
  { id: "sessions", label: "Sessions", isNumber: true, cell: ({ openSessions }) => openSessions },
  { id: "created", label: "Created", sort: "created", cell: ({ createdAt }) => <Time at={createdAt} /> },
  { id: "id", label: "Id", cell: ({ id }) => <code>{id}</code> },
];

export const DEFAULT_USER_COLUMNS = ["email", "status", "roles", "lastSignIn", "sessions", "created"];

/** Broken before the domain, where there is no room for it on one line. */
function Email({ address }: { readonly address: string }) {
  const domain = address.lastIndexOf("@") + 1;
  if (address === "") return "–";
  return (
    <>
      {address.slice(0, domain)}
      <wbr />
      {address.slice(domain)}
    </>
  );
}
