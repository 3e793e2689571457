import type { GroupsAnswer } from "../api/wire.ts";
import type { Column } from "../parts/data-table.tsx";
import { Time } from "../parts/time.tsx";
import { toNumber } from "../parts/total.tsx";
import { Link } from "../router/link.tsx";

export const GROUP_COLUMNS: readonly Column<GroupsAnswer["groups"][number]>[] = [
  {
    id: "name",
    label: "Group",
    isName: true,
    cell: ({ id, name }) => <Link href={`/admin/groups/${id}`}>{name}</Link>,
  },
  {
    id: "members",
    label: "Members",
    isNumber: true,
    cell: ({ members: { count, isExact } }) => `${isExact ? "" : "more than "}${toNumber(count)}`,
  },
  {
    id: "permissions",
    label: "Permissions",
    isNumber: true,
    cell: ({ permissions }) => permissions.length,
  },
  { id: "created", label: "Created", cell: ({ createdAt }) => <Time at={createdAt} /> },
];
