import { useLayoutEffect, useRef, useState } from "react";
import { useActor } from "../actor.ts";
import { refreshAll } from "../api/queries.ts";
import { send } from "../api/send.ts";
import type { ListedKey } from "../api/wire.ts";
import { DataTable } from "../parts/data-table.tsx";
import { TypedDialog } from "../parts/typed-dialog.tsx";
import { toast } from "../shell/toast.ts";
import { KEY_COLUMNS } from "./key-columns.tsx";
import { KEYS_PATH } from "./key-path.ts";

interface KeyTableProps {
  readonly keys: readonly ListedKey[];
  readonly isBusy: boolean;
}

export function KeyTable({ keys, isBusy }: KeyTableProps) {
  const { may } = useActor();
  const [ending, setEnding] = useState<ListedKey | null>(null);
  const end = {
    id: "end",
    label: "Act",
    cell: (key: ListedKey) => isEndable(key) && <EndButton kid={key.kid} onClick={() => setEnding(key)} />,
  };
  const mayEnd = may("keys.delete") && keys.some(isEndable);
  return (
    <>
      <DataTable
        label="Keys"
        rows={keys.toReversed()}
        columns={mayEnd ? [...KEY_COLUMNS, end] : KEY_COLUMNS}
        idOf={({ kid }) => kid}
        isBusy={isBusy}
      />
      {ending && (
        <TypedDialog
          title="End the key"
          sentence={`${CONSEQUENCE[ending.status]} Its private half is deleted. This cannot be undone.`}
          word="end"
          label="End the key"
          act={() =>
            send("POST", `${KEYS_PATH}/${encodeURIComponent(ending.kid)}/retire`, { isAtOnce: true })
          }
          onDone={() => {
            setEnding(null);
            toast("The key has ended.");
            refreshAll(KEYS_PATH);
          }}
          onClose={() => setEnding(null)}
        />
      )}
    </>
  );
}

const CONSEQUENCE: Readonly<Record<ListedKey["status"], string>> = {
  next: "It has signed nothing and never will.",
  active: "",
  retired:
    "Access tokens that it signed are refused within 5 seconds. Browsers renew theirs without asking anybody.",
  ended: "",
};

function isEndable({ status }: ListedKey): boolean {
  return status === "next" || status === "retired";
}

function EndButton({ kid, onClick }: { readonly kid: string; readonly onClick: () => void }) {
  const ref = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const button = ref.current;
    // An ended key has no button any more: the focus stays in its row.
    return () => {
      if (button === document.activeElement) button?.closest("tr")?.focus();
    };
  }, []);
  return (
    <button ref={ref} type="button" className="danger" aria-label={`End the key ${kid}`} onClick={onClick}>
      End
    </button>
  );
}
