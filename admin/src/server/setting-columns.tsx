import type { ReactNode } from "react";
import type { ShownSetting } from "../api/wire.ts";
import type { Column } from "../parts/data-table.tsx";

export const SETTING_COLUMNS: readonly Column<ShownSetting>[] = [
  {
    id: "name",
    label: "Setting",
    isName: true,
    cell: ({ name, env, doc }) => (
      <>
        {name}
        {env !== null && <code className="under quiet">{env}</code>}
        <small className="under">{inCode(doc)}</small>
      </>
    ),
  },
  {
    id: "value",
    label: "In force",
    cell: ({ value, unit, isDefault }) => (
      <span className="value">
        {toText(value, unit)} {!isDefault && <span className="badge warn">changed</span>}
      </span>
    ),
  },
  {
    id: "default",
    label: "Default",
    cell: (setting) => <span className="value quiet">{toText(setting.default, setting.unit)}</span>,
  },
];

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

function toText(value: ShownSetting["value"], unit: ShownSetting["unit"]): string {
  if (value === null) return "none";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return unit === "seconds" && typeof value === "number" ? toDuration(value) : String(value);
}

/** Seconds in the largest unit that has them whole. */
function toDuration(seconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => seconds > 0 && seconds % size === 0) ?? UNITS[3];
  const format = new Intl.NumberFormat(undefined, { style: "unit", unit, unitDisplay: "long" });
  return format.format(seconds / size);
}

/** Code is written between backticks. */
function inCode(text: string): ReactNode[] {
  // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text that does not change
  return text.split("`").map((piece, index) => (index % 2 === 1 ? <code key={index}>{piece}</code> : piece));
}
