import { Time } from "../parts/time.tsx";
import type { Chart } from "./bar-chart.tsx";
import { type Hours, NUMBER } from "./statistics.ts";

interface BarTableProps extends Pick<Chart, "title" | "series"> {
  readonly bars: Hours;
}

/** The numbers of a chart. */
export function BarTable({ title, bars, series }: BarTableProps) {
  return (
    <table className="narrow" aria-label={title}>
      <thead>
        <tr>
          <th scope="col">From</th>
          {series.map(([field, name]) => (
            <th key={field} scope="col" className="number">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.at}>
            <th scope="row">
              <Time at={bar.at} />
            </th>
            {series.map(([field]) => (
              <td key={field} className="number">
                {NUMBER.format(bar[field])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
