const NUMBER = new Intl.NumberFormat();

/** A number as the reader's language writes it. */
export function toNumber(count: number): string {
  return NUMBER.format(count);
}

interface TotalCountProps {
  readonly total: { readonly count: number; readonly isExact: boolean };
  /** One of them: "user". */
  readonly noun: string;
}

/** How many there are, told when it changes. Large ones are counted up to a limit only. */
export function TotalCount({ total: { count, isExact }, noun }: TotalCountProps) {
  const nouns = count === 1 && isExact ? noun : `${noun}s`;
  return (
    <p role="status" className="quiet">
      {isExact ? "" : "More than "}
      {toNumber(count)} {nouns}
    </p>
  );
}
