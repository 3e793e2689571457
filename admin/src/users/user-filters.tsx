import { useActor } from "../actor.ts";
import { useAllGroups } from "../api/all-groups.ts";
import { Choice } from "../parts/choice.tsx";
import { DateFilter } from "../parts/date-filter.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { navigate, useParameters, withParameters } from "../router/location.ts";

const STATUS = {
  "": {},
  active: { active: "true" },
  inactive: { active: "false" },
  locked: { locked: "true" },
} as const;
const ROLES = {
  "": {},
  staff: { staff: "true" },
  superuser: { superuser: "true" },
  none: { staff: "false" },
} as const;

/** Filters of the list of users; all of them stand in the address. */
export function UserFilters() {
  const { may } = useActor();
  const parameters = useParameters();
  const groups = useAllGroups(may("groups.view"));
  const set = (changes: Record<string, string | null>) =>
    navigate(withParameters({ after: null, ...changes }));
  return (
    <search className="filters">
      <SearchField label="Search" hint="User name, e-mail or id" />
      <Choice
        label="Status"
        value={chosen(STATUS, parameters)}
        options={[
          ["", "Any"],
          ["active", "Active"],
          ["inactive", "Inactive"],
          ["locked", "Locked"],
        ]}
        onChange={(value) => set({ active: null, locked: null, ...STATUS[value as keyof typeof STATUS] })}
      />
      <Choice
        label="Role"
        value={chosen(ROLES, parameters)}
        options={[
          ["", "Any"],
          ["staff", "Staff"],
          ["superuser", "Superuser"],
          ["none", "Not staff"],
        ]}
        onChange={(value) => set({ staff: null, superuser: null, ...ROLES[value as keyof typeof ROLES] })}
      />
      {groups.data !== undefined && groups.data.groups.length > 0 && (
        <Choice
          label="Group"
          value={parameters.get("group") ?? ""}
          options={[["", "Any"], ...groups.data.groups.map(({ id, name }) => [id, name] as const)]}
          onChange={(group) => set({ group })}
        />
      )}
      <Choice
        label="Signed in"
        value={parameters.get("hasSignedIn") ?? ""}
        options={[
          ["", "Any"],
          ["true", "At some time"],
          ["false", "Never"],
        ]}
        onChange={(hasSignedIn) => set({ hasSignedIn })}
      />
      <DateFilter label="Created from" parameter="createdAfter" />
      <DateFilter label="Created before" parameter="createdBefore" />
    </search>
  );
}

/** The choice whose parameters are those of the address. */
function chosen(
  choices: Readonly<Record<string, Readonly<Record<string, string>>>>,
  parameters: URLSearchParams,
) {
  const fits = Object.entries(choices).filter(([, wanted]) =>
    Object.entries(wanted).every(([name, value]) => parameters.get(name) === value),
  );
  return fits.at(-1)?.[0] ?? "";
}
