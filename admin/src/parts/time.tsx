const SHORT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const THIS_YEAR = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const LONG = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

interface TimeProps {
  /** ISO 8601; null for never. What was changed in the database to no time is shown as it is. */
  readonly at: string | null;
  readonly never?: string;
}

/** A moment in the reader's own language and time zone, without the year where it is the present one. */
export function Time({ at, never = "never" }: TimeProps) {
  if (at === null) return <span className="quiet">{never}</span>;
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <span>{at}</span>;
  return (
    <time dateTime={at} title={LONG.format(date)}>
      {(date.getFullYear() === new Date().getFullYear() ? THIS_YEAR : SHORT).format(date)}
    </time>
  );
}
