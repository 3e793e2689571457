import { useState } from "react";
import { EVENT_TYPES } from "../../../src/events/event-types.ts";
import { CheckBox } from "../parts/check-box.tsx";
import { Choice } from "../parts/choice.tsx";
import { DateFilter } from "../parts/date-filter.tsx";
import { inWords, OUTCOMES } from "../parts/outcome.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { UserFilter } from "../parts/user-filter.tsx";
import { navigate, useParameters, withParameters } from "../router/location.ts";

const TYPES = EVENT_TYPES.map((type) => [type, inWords(type)] as const);
const MORE = ["actor", "from", "to", "withRefreshes"];

/** Filters of the list of events; all of them stand in the address. */
export function EventFilters() {
  const parameters = useParameters();
  const [type, outcome] = [parameters.get("type") ?? "", parameters.get("outcome") ?? ""];
  // Once it is open, the reader closes it.
  const [isOpen] = useState(() => MORE.some((name) => parameters.has(name)));
  const set = (changes: Record<string, string | null>) =>
    navigate(withParameters({ after: null, ...changes }));
  return (
    <search>
      <div className="filters">
        <SearchField label="Address" hint="203.0.113.7" parameter="address" />
        <Choice
          label="Type"
          value={type}
          options={[["", "Any"], ...TYPES]}
          onChange={(type) => set({ type })}
        />
        <Choice
          label="Outcome"
          value={outcome}
          options={[["", "Any"], ...outcomesWith(outcome)]}
          onChange={(outcome) => set({ outcome })}
        />
        <UserFilter />
      </div>
      <details open={isOpen}>
        <summary>More filters</summary>
        <div className="filters">
          <DateFilter label="From" parameter="from" hasTime />
          <DateFilter label="Before" parameter="to" hasTime />
          <UserFilter label="Done by" parameter="actor" />
          <CheckBox
            label="With refreshes"
            isChecked={parameters.get("withRefreshes") === "true"}
            onChange={(isChecked) => set({ withRefreshes: isChecked ? "true" : null })}
          />
        </div>
      </details>
    </search>
  );
}

/** One that is not known here can still stand in the address. */
function outcomesWith(present: string): (readonly [string, string])[] {
  return [...new Set([...OUTCOMES, ...(present === "" ? [] : [present])])].map((outcome) => [
    outcome,
    inWords(outcome),
  ]);
}
