import type { ListedKey } from "../api/wire.ts";
import type { Column } from "../parts/data-table.tsx";
import { Time } from "../parts/time.tsx";

type Status = ListedKey["status"];

const KINDS: Readonly<Record<Status, string>> = { next: "", active: "good", retired: "warn", ended: "quiet" };

export function KeyStatus({ status }: { readonly status: Status }) {
  return <span className={`badge ${KINDS[status]}`}>{status}</span>;
}

export const KEY_COLUMNS: readonly Column<ListedKey>[] = [
  { id: "kid", label: "Key", isName: true, cell: ({ kid }) => <code>{kid}</code> },
  { id: "status", label: "Status", cell: ({ status }) => <KeyStatus status={status} /> },
  { id: "algorithm", label: "Algorithm", cell: ({ algorithm }) => algorithm },
  { id: "created", label: "Made", cell: ({ createdAt }) => <Time at={createdAt} /> },
  { id: "activated", label: "Active from", cell: ({ activatedAt }) => <Time at={activatedAt} never="–" /> },
  { id: "ends", label: "Accepted until", cell: ({ endsAt }) => <Time at={endsAt} never="–" /> },
];
