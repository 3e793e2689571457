import { type FormEvent, useState } from "react";
import { useAct } from "../api/use-act.ts";
import { Dialog } from "./dialog.tsx";
import { Failure } from "./failure.tsx";
import { isTyped, TypedWord } from "./typed-word.tsx";

interface TypedDialogProps {
  readonly title: string;
  /** What happens. */
  readonly sentence: string;
  readonly word: string;
  /** What the button says. */
  readonly label: string;
  readonly act: () => Promise<unknown>;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Asks for a word to be typed, then does what cannot be undone. */
export function TypedDialog({ title, sentence, word, label, act, onDone, onClose }: TypedDialogProps) {
  const [typed, setTyped] = useState("");
  const { isBusy, error, run } = useAct();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (await run(act)) onDone();
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        <p>{sentence}</p>
        {error && <Failure error={error} />}
        <TypedWord word={word} typed={typed} onChange={setTyped} />
        <div className="actions">
          <button type="submit" className="danger" aria-busy={isBusy} disabled={!isTyped(word, typed)}>
            {label}
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
