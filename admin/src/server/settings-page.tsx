import { useQuery } from "../api/queries.ts";
import type { SettingsAnswer, ShownSetting } from "../api/wire.ts";
import { Choice } from "../parts/choice.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { Failure } from "../parts/failure.tsx";
import { NoRows } from "../parts/no-rows.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { StaleNote } from "../parts/stale-note.tsx";
import { navigate, useParameters, withParameters } from "../router/location.ts";

export default function SettingsPage() {
  const parameters = useParameters();
  const query = useQuery<SettingsAnswer>("/admin/api/settings");
  const { data, error, isLoading, refresh } = query;
  const search = (parameters.get("search") ?? "").toLowerCase();
  const isChangedOnly = parameters.get("changed") === "true";
  const settings = data?.settings.filter(
    ({ name, env, doc, isDefault }) =>
      `${name} ${env} ${doc}`.toLowerCase().includes(search) && !(isChangedOnly && isDefault),
  );
  return (
    <>
      <PageTitle title="Settings" />
      <p>They are read when the server starts, and nothing here changes them.</p>
      <search className="filters">
        <SearchField label="Search" hint="Name, variable or what it does" />
        <Choice
          label="Which"
          value={isChangedOnly ? "true" : ""}
          options={[
            ["", "All"],
            ["true", "Other than the default"],
          ]}
          onChange={(changed) => navigate(withParameters({ changed }))}
        />
      </search>
      <StaleNote query={query} />
      {settings === undefined &&
        (error === null ? <SkeletonRows /> : <Failure error={error} onRetry={refresh} />)}
      {settings?.length === 0 && <NoRows empty="There are none." isFiltered hasMore={false} />}
      {settings !== undefined && settings.length > 0 && (
        <DataTable
          label="Settings"
          rows={settings}
          columns={COLUMNS}
          idOf={({ name }) => name}
          isBusy={isLoading}
        />
      )}
    </>
  );
}

const COLUMNS: readonly Column<ShownSetting>[] = [
  {
    id: "name",
    label: "Setting",
    isName: true,
    cell: ({ name, env, doc, link }) => (
      <>
        {name}
        {env !== null && <code className="under">{env}</code>}
        <small className="under">
          {doc} See {link}.
        </small>
      </>
    ),
  },
  {
    id: "value",
    label: "In force",
    cell: (setting) => (
      <>
        {toText(setting.value, setting.unit)}{" "}
        {!setting.isDefault && <span className="badge warn">changed</span>}
      </>
    ),
  },
  { id: "default", label: "Default", cell: (setting) => toText(setting.default, setting.unit) },
];

function toText(value: ShownSetting["value"], unit: string | null): string {
  if (value === null) return "none";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  return unit === null || typeof value !== "number" ? String(value) : `${value} ${unit}`;
}
