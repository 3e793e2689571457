import { EVENT_TYPES } from "../../../src/events/event-types.ts";
import { Choice } from "../parts/choice.tsx";
import { DateFilter } from "../parts/date-filter.tsx";
import { inWords } from "../parts/event-line.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { UserFilter } from "../parts/user-filter.tsx";
import { navigate, useParameters, withParameters } from "../router/location.ts";

const TYPES = EVENT_TYPES.map((type) => [type, inWords(type)] as const);

/** Filters of the list of events; all of them stand in the address. */
export function EventFilters() {
  const type = useParameters().get("type") ?? "";
  return (
    <search className="filters">
      <SearchField label="Address" hint="203.0.113.7" parameter="address" />
      <Choice
        label="Type"
        value={type}
        options={[["", "Any but refreshes"], ...TYPES]}
        onChange={(type) => navigate(withParameters({ type, after: null }))}
      />
      <DateFilter label="From" parameter="from" />
      <DateFilter label="Before" parameter="to" />
      <UserFilter />
    </search>
  );
}
