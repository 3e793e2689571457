import { useRef } from "react";
import { navigate, useParameters, withParameters } from "../router/location.ts";

interface PagerProps {
  /** The `next` of the answer; null at the end. */
  readonly next: string | number | null;
  /** The parameter of the address that carries it. */
  readonly parameter?: string;
}

/** Newer and older pages of a list that knows only where to go on: the way back is kept with the history's entry. */
export function Pager({ next, parameter = "after" }: PagerProps) {
  const ref = useRef<HTMLElement>(null);
  const after = useParameters().get(parameter);
  const trail: readonly string[] = Object(history.state).trail ?? [];
  if (after === null && next === null) return null;
  function go(to: string | null, state: object): void {
    navigate(withParameters({ [parameter]: to }), { state });
    ref.current?.parentElement?.scrollIntoView();
  }
  return (
    <nav ref={ref} aria-label="Pages" className="pager">
      {after !== null && (
        <button type="button" onClick={() => go(null, {})}>
          First page
        </button>
      )}
      <button
        type="button"
        disabled={trail.length === 0}
        onClick={() => go(trail.at(-1) || null, { trail: trail.slice(0, -1) })}
      >
        Previous
      </button>
      <button
        type="button"
        disabled={next === null}
        onClick={() => go(String(next), { trail: [...trail, after ?? ""] })}
      >
        Next
      </button>
    </nav>
  );
}
