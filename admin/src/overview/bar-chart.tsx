import { useId } from "react";
import { Time } from "../parts/time.tsx";
import { type Counted, type Hours, NUMBER } from "./statistics.ts";

interface BarChartProps {
  readonly title: string;
  readonly bars: Hours;
  /** What is counted, from the foot of each bar up: its field and its name. The second is hatched. */
  readonly series: readonly (readonly [field: Counted, name: string])[];
}

const WIDTH = 10;
const HEIGHT = 100;

/** Bars over time, and the same as a table. */
export function BarChart({ title, bars, series }: BarChartProps) {
  const hatch = useId();
  const total = (bar: Hours[number]) => series.reduce((sum, [field]) => sum + bar[field], 0);
  const most = Math.max(...bars.map(total));
  return (
    <figure>
      <figcaption>
        {title}
        <small className="under">
          {most === 0 ? "None in this period." : `At most ${NUMBER.format(most)} in a bar.`}
          {series.length > 1 && ` Hatched: ${series[1]?.[1].toLowerCase()}.`}
        </small>
      </figcaption>
      <svg
        role="img"
        aria-label={`${title}; the table below has the numbers`}
        viewBox={`0 0 ${bars.length * WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        <pattern id={hatch} width="4" height="4" patternUnits="userSpaceOnUse">
          <path d="M0 0h4v2H0z" />
        </pattern>
        {bars.map((bar, index) => {
          let foot = HEIGHT;
          return series.map(([field], layer) => {
            const height = most === 0 ? 0 : (bar[field] / most) * HEIGHT;
            foot -= height;
            return (
              <rect
                key={`${bar.at} ${field}`}
                x={index * WIDTH + 1}
                y={foot}
                width={WIDTH - 2}
                height={height}
                fill={layer === 1 ? `url(#${hatch})` : undefined}
              />
            );
          });
        })}
      </svg>
      <details>
        <summary>As a table</summary>
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
      </details>
    </figure>
  );
}
