import { sayOutcome } from "./bulk-acts.ts";
import type { BulkProgress } from "./run-bulk.ts";

interface BulkResultProps {
  readonly progress: BulkProgress;
  readonly isOver: boolean;
  readonly names: ReadonlyMap<string, string>;
}

/** Reasons shown at once. */
const MOST = 100;

export function BulkResult({ progress, isOver, names }: BulkResultProps) {
  const { total, done, ok, unchanged, failed, failures } = progress;
  const counts = [
    `${ok} done`,
    ...(unchanged > 0 ? [`${unchanged} had nothing to change`] : []),
    `${failed} failed`,
  ];
  return (
    <>
      {!isOver && (
        <progress aria-label="Progress" max={total ?? undefined} value={total === null ? undefined : done} />
      )}
      <p role="status">{isOver ? counts.join(", ") : `${done} of ${total ?? "many"}`}</p>
      {failures.length > 0 && (
        <ul className="rows failures" aria-label="Failed">
          {failures.slice(0, MOST).map(({ id, outcome }) => (
            <li key={id}>
              <span>{names.get(id) ?? id}</span> <span className="quiet">{sayOutcome(outcome)}</span>
            </li>
          ))}
          {failed > MOST && <li>and {failed - MOST} more</li>}
        </ul>
      )}
    </>
  );
}
