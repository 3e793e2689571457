import { navigate, useParameters, withParameters } from "../router/location.ts";

interface DateFilterProps {
  readonly label: string;
  /** The parameter of the address: a moment, the beginning of the day where the reader is. */
  readonly parameter: string;
}

export function DateFilter({ label, parameter }: DateFilterProps) {
  const at = new Date(useParameters().get(parameter) ?? Number.NaN);
  return (
    <label>
      {label}
      <input
        type="date"
        value={Number.isNaN(at.getTime()) ? "" : localDate(at)}
        onChange={({ target: { value } }) => {
          const day = new Date(`${value}T00:00`);
          // While the year is being typed it has fewer digits.
          if (value !== "" && day.getFullYear() < 1970) return;
          const moment = value === "" ? null : day.toISOString();
          navigate(withParameters({ [parameter]: moment, after: null }), { replace: true });
        }}
      />
    </label>
  );
}

function localDate(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
