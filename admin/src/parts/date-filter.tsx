import { navigate, useParameters, withParameters } from "../router/location.ts";

interface DateFilterProps {
  readonly label: string;
  /** The parameter of the address: a moment, by the clock where the reader is. */
  readonly parameter: string;
  /** To the minute; otherwise it is the beginning of a day. */
  readonly hasTime?: boolean;
}

export function DateFilter({ label, parameter, hasTime = false }: DateFilterProps) {
  const at = new Date(useParameters().get(parameter) ?? Number.NaN);
  return (
    <label>
      {label}
      <input
        type={hasTime ? "datetime-local" : "date"}
        value={Number.isNaN(at.getTime()) ? "" : toLocal(at).slice(0, hasTime ? 16 : 10)}
        onChange={({ target: { value } }) => {
          const day = new Date(hasTime ? value : `${value}T00:00`);
          // While the year is being typed it has fewer digits.
          if (value !== "" && day.getFullYear() < 1970) return;
          const moment = value === "" ? null : day.toISOString();
          navigate(withParameters({ [parameter]: moment, after: null }), { replace: true });
        }}
      />
    </label>
  );
}

/** As the fields of HTML write it. */
function toLocal(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString();
}
