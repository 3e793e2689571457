import type { StatisticsAnswer } from "../api/wire.ts";
import { Link } from "../router/link.tsx";
import { BarTable } from "./bar-table.tsx";
import { Bars } from "./bars.tsx";
import { type Counted, compare, type Hours, NUMBER, timeScaleOf, toBars } from "./statistics.ts";

export interface Chart {
  readonly title: string;
  /** The events it counts, as the query of their list. */
  readonly events: Readonly<Record<string, string>>;
  /** What is counted, from the foot of each bar up: its field and its name. The second is hatched. */
  readonly series: readonly (readonly [field: Counted, name: string])[];
}

/** How many there were, against the period before; bars over time; and the same as a table. */
export function BarChart({ chart, data }: { readonly chart: Chart; readonly data: StatisticsAnswer }) {
  const { title, events, series } = chart;
  const bars = toBars(data.period, data.hours);
  const { bar: barName, format } = timeScaleOf(data.period);
  const most = Math.max(...bars.map((bar) => series.reduce((sum, [field]) => sum + bar[field], 0)));
  const begin = format.format(new Date(data.from));
  const sayBar = (bar: Hours[number]) => {
    const counts = series.map(([field, name]) => `${NUMBER.format(bar[field])} ${name.toLowerCase()}`);
    return `${format.format(new Date(bar.at))}: ${counts.join(", ")}`;
  };
  return (
    <figure className={series.length > 1 ? "card wide" : "card"}>
      <figcaption>
        <h2>
          <Link href={`/admin/events?${new URLSearchParams({ ...events, from: data.from })}`}>{title}</Link>
        </h2>
      </figcaption>
      <div className="counts">
        {series.map(([field, name], layer) => (
          <p key={field}>
            <b>{NUMBER.format(data.totals[field])}</b>{" "}
            {series.length > 1 && (
              <span className={layer === 1 ? "swatch hatched" : "swatch"}>{name.toLowerCase()}</span>
            )}
            <small className="under">{compare(data.totals[field], data.previous[field])}</small>
          </p>
        ))}
      </div>
      <p className="peak small">{most === 0 ? "none" : `most ${NUMBER.format(most)} in ${barName}`}</p>
      <Bars
        label={`${title} over time; the table below has the numbers`}
        bars={bars}
        fields={series.map(([field]) => field)}
        most={most}
        titleOf={sayBar}
      />
      <p className="axis small">
        <span>{begin}</span>
        <span>now</span>
      </p>
      <details>
        <summary>As a table</summary>
        <BarTable title={title} bars={bars} series={series} />
      </details>
    </figure>
  );
}
