import { useId } from "react";
import type { Counted, Hours } from "./statistics.ts";

interface BarsProps {
  readonly label: string;
  readonly bars: Hours;
  /** What is counted, from the foot of each bar up. The second is hatched. */
  readonly fields: readonly Counted[];
  /** The height of a full bar. */
  readonly most: number;
  /** What a bar says when it is pointed at. */
  readonly titleOf: (bar: Hours[number]) => string;
}

const WIDTH = 10;
const HEIGHT = 100;

/** Bars over time, stacked where there are several fields. */
export function Bars({ label, bars, fields, most, titleOf }: BarsProps) {
  const hatch = useId();
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${bars.length * WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
    >
      <pattern id={hatch} width={WIDTH} height="6" patternUnits="userSpaceOnUse">
        <path d={`M0 0h${WIDTH}v3H0z`} />
      </pattern>
      {bars.map((bar, index) => {
        let foot = HEIGHT;
        return (
          <g key={bar.at}>
            <title>{titleOf(bar)}</title>
            <rect className="back" x={index * WIDTH} width={WIDTH} height={HEIGHT} />
            {fields.map((field, layer) => {
              const height = most === 0 ? 0 : (bar[field] / most) * HEIGHT;
              foot -= height;
              return (
                <rect
                  key={field}
                  x={index * WIDTH + 1}
                  y={foot}
                  width={WIDTH - 2}
                  height={height}
                  fill={layer === 1 ? `url(#${hatch})` : undefined}
                />
              );
            })}
          </g>
        );
      })}
    </svg>
  );
}
