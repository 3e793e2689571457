import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { refreshAll } from "../api/queries.ts";
import { type BulkProgress, runBulk } from "../api/run-bulk.ts";
import { useAct } from "../api/use-act.ts";
import { BulkResult } from "./bulk-result.tsx";
import { Dialog } from "./dialog.tsx";
import { Failure } from "./failure.tsx";
import { isTyped, TypedWord } from "./typed-word.tsx";

interface BulkDialogProps {
  /** What the button says. */
  readonly label: string;
  /** To what: "3 users". */
  readonly target: string;
  /** What happens. */
  readonly sentence: string;
  readonly path: string;
  readonly act: object;
  /** Those of `ids`, those that a filter finds, or all there are. */
  readonly on: { readonly ids?: readonly string[]; readonly filter?: object };
  /** To be typed first; left out where the act can be taken back. */
  readonly word?: string | undefined;
  /** What else there is to choose. */
  readonly children?: ReactNode;
  /** Whether that was chosen. */
  readonly isReady?: boolean;
  readonly names: ReadonlyMap<string, string>;
  /** With the ids of those it was not done to; null where it was not begun. */
  readonly onClose: (left: readonly string[] | null) => void;
}

/** Asks, does it, tells how far it is, and what came of it. */
export function BulkDialog({
  label,
  target,
  sentence,
  path,
  act,
  on,
  word,
  children,
  isReady = true,
  names,
  onClose,
}: BulkDialogProps) {
  const [typed, setTyped] = useState("");
  const [progress, setProgress] = useState<BulkProgress | null>(null);
  const [isOver, setIsOver] = useState(false);
  const stop = useRef(new AbortController());
  const left = useRef(new Set(on.ids));
  const lastButton = useRef<HTMLButtonElement>(null);
  const { isBusy, error, run } = useAct();

  async function start(event: FormEvent): Promise<void> {
    event.preventDefault();
    stop.current = new AbortController();
    const body = { ...act, ...(on.ids === undefined ? on : { ids: [...left.current] }) };
    const listener = { onProgress: setProgress, onDone: (id: string) => left.current.delete(id) };
    setIsOver(await run(() => runBulk(path, body, listener, stop.current.signal)));
    refreshAll("/admin/api/");
    // The button that began it went while it ran, and the focus with it.
    lastButton.current?.focus();
  }

  function close(): void {
    stop.current.abort();
    const notDone = on.ids === undefined ? progress?.failures.map(({ id }) => id) : [...left.current];
    onClose(progress === null ? null : (notDone ?? []));
  }

  return (
    <Dialog title={`${label}: ${target}`} onClose={close}>
      <form onSubmit={start}>
        {progress === null && (
          <>
            <p>{sentence}</p>
            {children}
            {word !== undefined && <TypedWord word={word} typed={typed} onChange={setTyped} />}
          </>
        )}
        {error && <Failure error={error} />}
        {progress && <BulkResult progress={progress} isOver={isOver} names={names} />}
        <div className="actions">
          {!isOver && !isBusy && (
            <button
              type="submit"
              className={word === undefined ? "primary" : "danger"}
              disabled={!isReady || !isTyped(word, typed)}
            >
              {progress === null ? label : "Go on"}
            </button>
          )}
          <button ref={lastButton} type="button" onClick={isBusy ? () => stop.current.abort() : close}>
            {isBusy ? "Stop" : isOver ? "Close" : "Cancel"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
