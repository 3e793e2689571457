import { useState } from "react";
import { useActor } from "../actor.ts";
import type { ListedUser, Total } from "../api/wire.ts";
import { BulkDialog } from "../parts/bulk-dialog.tsx";
import type { Selected } from "../parts/use-selected.ts";
import { BULK_ACTS, type BulkAct } from "./bulk-acts.ts";
import { GroupChoice } from "./group-choice.tsx";

interface BulkBarProps {
  readonly selected: Selected<ListedUser>;
  readonly total: Total;
  readonly filter: Readonly<Record<string, string | boolean>>;
}

/** What can be done to the selected users. */
export function BulkBar({ selected, total, filter }: BulkBarProps) {
  const { may } = useActor();
  const [act, setAct] = useState<BulkAct | null>(null);
  const [group, setGroup] = useState("");
  const { names, isAll } = selected;
  if (names.size === 0 && !isAll && act === null) return null;
  const hasMore = total.count > names.size || !total.isExact;
  const count = isAll ? (total.isExact ? total.count : null) : names.size;
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
          label={act.label}
          target={count === null ? "all users that match" : `${count} ${count === 1 ? "user" : "users"}`}
          sentence={act.sentence}
          path="/admin/api/users/bulk"
          act={{ action: act.action, ...(act.takesGroup === true ? { group } : {}) }}
          on={isAll ? { filter } : { ids: [...names.keys()] }}
          word={act.isDangerous === true ? "delete" : undefined}
          isReady={act.takesGroup !== true || group !== ""}
          names={names}
          onClose={(left) => {
            setAct(null);
            setGroup("");
            if (left !== null) selected.keepOnly(left);
          }}
        >
          {act.takesGroup === true && <GroupChoice value={group} onChange={setGroup} />}
        </BulkDialog>
      )}
    </fieldset>
  );
}
