import type { BulkProgress } from "../api/run-bulk.ts";

interface BulkResultProps {
  readonly progress: BulkProgress;
  readonly isOver: boolean;
  /** What the ids are called, where that is known. */
  readonly names: ReadonlyMap<string, string>;
}

const OUTCOMES: Readonly<Record<string, string>> = {
  permission_denied: "they may do more than you",
  not_found: "it is not there any more",
  conflict: "it would lock you out, or nobody could administer any more",
};

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
              <span>{names.get(id) ?? id}</span> <span className="quiet">{OUTCOMES[outcome] ?? outcome}</span>
            </li>
          ))}
          {failed > MOST && <li>and {failed - MOST} more</li>}
        </ul>
      )}
    </>
  );
}
