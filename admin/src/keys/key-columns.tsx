import type { ListedKey } from "../api/wire.ts";
import type { Column } from "../parts/data-table.tsx";
import { Time } from "../parts/time.tsx";

const KINDS = { next: "", active: "good", retired: "warn", ended: "" } as const;

export const KEY_COLUMNS: readonly Column<ListedKey>[] = [
  { id: "kid", label: "Key", isName: true, cell: ({ kid }) => <code>{kid}</code> },
  {
    id: "status",
    label: "Status",
    cell: ({ status }) => <span className={`badge ${KINDS[status]}`}>{status}</span>,
  },
  { id: "algorithm", label: "Algorithm", cell: ({ algorithm }) => algorithm },
  { id: "created", label: "Made", cell: ({ createdAt }) => <Time at={createdAt} /> },
  { id: "activated", label: "Active from", cell: ({ activatedAt }) => <Time at={activatedAt} never="–" /> },
  { id: "ends", label: "Accepted until", cell: ({ endsAt }) => <Time at={endsAt} never="–" /> },
];
