import { navigate, useParameters, withParameters } from "../router/location.ts";

const SIZES = ["25", "50", "100", "200"];

/** How many rows a page of a list has, in the address as `limit`; 50 unless it says otherwise. */
export function PageSize() {
  const limit = useParameters().get("limit") ?? "50";
  return (
    <select
      aria-label="Rows on a page"
      value={limit}
      onChange={(event) => navigate(withParameters({ limit: event.target.value, after: null }))}
    >
      {[...new Set([...SIZES, limit])].map((size) => (
        <option key={size} value={size}>
          {size} rows
        </option>
      ))}
    </select>
  );
}
