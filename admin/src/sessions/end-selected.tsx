import { useState } from "react";
import type { ListedSession } from "../api/wire.ts";
import { BulkDialog } from "../parts/bulk-dialog.tsx";
import type { Selected } from "../parts/use-selected.ts";
import { REVOKE } from "./session-columns.tsx";

/** What can be done to the selected sessions. */
export function EndSelected({ selected }: { readonly selected: Selected<ListedSession> }) {
  const [isAsked, setIsAsked] = useState(false);
  const { names } = selected;
  if (names.size === 0 && !isAsked) return null;
  return (
    <fieldset className="selection">
      <legend className="hidden">Selected sessions</legend>
      <p role="status">
        {names.size} selected{" "}
        <button type="button" className="link" onClick={() => selected.keepOnly([])}>
          Select none
        </button>
      </p>
      <div className="actions">
        <button type="button" className="danger" onClick={() => setIsAsked(true)}>
          End selected
        </button>
      </div>
      {isAsked && (
        <BulkDialog
          label="End"
          target={names.size === 1 ? "1 session" : `${names.size} sessions`}
          sentence="Who uses them must sign in again. One of your own among them signs you out here, too."
          path={REVOKE}
          act={{ which: "ids" }}
          on={{ ids: [...names.keys()] }}
          word="end"
          names={names}
          onClose={(left) => {
            setIsAsked(false);
            if (left !== null) selected.keepOnly(left);
          }}
        />
      )}
    </fieldset>
  );
}
