import type { ReactNode } from "react";
import { useAct } from "../api/use-act.ts";
import { toast } from "../shell/toast.ts";

interface ActButtonProps {
  readonly children: ReactNode;
  readonly className?: string;
  /** Where the words on it would be the same as on other buttons. */
  readonly label?: string;
  /** What is told when it went well; left out where the act tells it itself. */
  readonly done?: string;
  /** The key that presses it, of `useShortcuts`. */
  readonly shortcut?: "new";
  readonly act: () => Promise<unknown>;
}

/** A button for an act that needs nothing else; what comes of it is told in passing. */
export function ActButton({ children, className, label, done, shortcut, act }: ActButtonProps) {
  const { isBusy, error, run } = useAct();
  return (
    <>
      <button
        type="button"
        className={className}
        aria-label={label}
        aria-busy={isBusy}
        data-shortcut={shortcut}
        onClick={async () => {
          if ((await run(act)) && done !== undefined) toast(done);
        }}
      >
        {children}
      </button>
      {error && (
        <span role="alert" className="bad">
          {error.message} <span className="small">({[error.code, error.requestId].join(" ").trim()})</span>
        </span>
      )}
    </>
  );
}
