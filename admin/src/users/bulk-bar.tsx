import { useState } from "react";
import { useActor } from "../actor.ts";
import type { Total } from "../api/wire.ts";
import { BULK_ACTS, type BulkAct } from "./bulk-acts.ts";
import { BulkDialog } from "./bulk-dialog.tsx";
import type { SelectedUsers } from "./use-selected-users.ts";

interface BulkBarProps {
  readonly selected: SelectedUsers;
  readonly total: Total;
  readonly filter: Readonly<Record<string, string | boolean>>;
}

/** What can be done to the selected users. */
export function BulkBar({ selected, total, filter }: BulkBarProps) {
  const { may } = useActor();
  const [act, setAct] = useState<BulkAct | null>(null);
  const { users, isAll } = selected;
  if (users.size === 0 && !isAll && act === null) return null;
  const hasMore = total.count > users.size || !total.isExact;
  const count = isAll ? (total.isExact ? total.count : null) : users.size;
  return (
    <fieldset className="selection">
      <legend className="hidden">Selected users</legend>
      <p role="status">
        {count ?? "All"} selected{" "}
        {!isAll && hasMore && (
          <button type="button" className="link" onClick={selected.selectAll}>
            Select all that match
          </button>
        )}
        <button type="button" className="link" onClick={() => selected.keepOnly([])}>
          Select none
        </button>
      </p>
      <div className="actions">
        {BULK_ACTS.filter(({ permission }) => may(permission)).map((one) => (
          <button
            key={one.action}
            type="button"
            className={one.isDangerous === true ? "danger" : undefined}
            onClick={() => setAct(one)}
          >
            {one.label}
          </button>
        ))}
      </div>
      {act && (
        <BulkDialog
          act={act}
          target={isAll ? { filter } : { ids: [...users.keys()] }}
          count={count}
          names={users}
          onClose={(left) => {
            setAct(null);
            if (left !== null) selected.keepOnly(left);
          }}
        />
      )}
    </fieldset>
  );
}
