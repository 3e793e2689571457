import { type FormEvent, useRef, useState } from "react";
import { refreshAll } from "../api/queries.ts";
import { useAct } from "../api/use-act.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Field } from "../parts/field.tsx";
import type { BulkAct } from "./bulk-acts.ts";
import { BulkResult } from "./bulk-result.tsx";
import { GroupChoice } from "./group-choice.tsx";
import { type BulkProgress, runBulk } from "./run-bulk.ts";

interface BulkDialogProps {
  readonly act: BulkAct;
  readonly target: { readonly ids: readonly string[] } | { readonly filter: object };
  /** How many; null where nobody has counted. */
  readonly count: number | null;
  readonly names: ReadonlyMap<string, string>;
  /** With the ids of whom it was not done to; null where it was not begun. */
  readonly onClose: (left: readonly string[] | null) => void;
}

const WORD = "delete";

/** Asks, does it, tells how far it is, and what came of it. */
export function BulkDialog({ act, target, count, names, onClose }: BulkDialogProps) {
  const [group, setGroup] = useState("");
  const [word, setWord] = useState("");
  const [progress, setProgress] = useState<BulkProgress | null>(null);
  const [isOver, setIsOver] = useState(false);
  const stop = useRef(new AbortController());
  const left = useRef(new Set("ids" in target ? target.ids : []));
  const { isBusy, error, run } = useAct();
  const isReady = (act.isDangerous !== true || word === WORD) && (act.takesGroup !== true || group !== "");

  async function start(event: FormEvent): Promise<void> {
    event.preventDefault();
    stop.current = new AbortController();
    const whom = "ids" in target ? { ids: [...left.current] } : target;
    const body = { action: act.action, ...whom, ...(group === "" ? {} : { group }) };
    const listener = { onProgress: setProgress, onDone: (id: string) => left.current.delete(id) };
    setIsOver(await run(() => runBulk(body, listener, stop.current.signal)));
    refreshAll("/admin/api/");
  }

  function close(): void {
    stop.current.abort();
    const notDone = "ids" in target ? [...left.current] : progress?.failures.map(({ id }) => id);
    onClose(progress === null ? null : (notDone ?? []));
  }

  const who = count === null ? "all users that match" : `${count} ${count === 1 ? "user" : "users"}`;
  return (
    <Dialog title={`${act.label}: ${who}`} onClose={close}>
      <form onSubmit={start}>
        {progress === null && <p>{act.sentence}</p>}
        {progress === null && act.takesGroup === true && <GroupChoice value={group} onChange={setGroup} />}
        {progress === null && act.isDangerous === true && (
          <Field
            label={`Type “${WORD}” to go on`}
            required
            autoComplete="off"
            value={word}
            onChange={setWord}
          />
        )}
        {error && <Failure error={error} />}
        {progress && <BulkResult progress={progress} isOver={isOver} names={names} />}
        <div className="actions">
          {!isOver && !isBusy && (
            <button
              type="submit"
              className={act.isDangerous === true ? "danger" : "primary"}
              disabled={!isReady}
            >
              {progress === null ? act.label : "Go on"}
            </button>
          )}
          <button type="button" onClick={isBusy ? () => stop.current.abort() : close}>
            {isBusy ? "Stop" : isOver ? "Close" : "Cancel"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
