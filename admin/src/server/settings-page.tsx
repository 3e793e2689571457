import { useQuery } from "../api/queries.ts";
import type { SettingsAnswer, ShownSetting } from "../api/wire.ts";
import { Choice } from "../parts/choice.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Failure } from "../parts/failure.tsx";
import { NoRows } from "../parts/no-rows.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { StaleNote } from "../parts/stale-note.tsx";
import { TotalCount } from "../parts/total.tsx";
import { navigate, useParameters, withParameters } from "../router/location.ts";
import { SETTING_COLUMNS } from "./setting-columns.tsx";

export default function SettingsPage() {
  const parameters = useParameters();
  const query = useQuery<SettingsAnswer>("/admin/api/settings");
  const { data, error, isLoading, refresh } = query;
  const search = parameters.get("search") ?? "";
  const isChangedOnly = parameters.get("changed") === "true";
  const shown = data?.settings.filter((setting) => fits(setting, search, isChangedOnly));
  return (
    <>
      <PageTitle title="Settings" />
      <p>
        As the servers read them when they start, from the environment or <code>wafer.config</code>. Nothing
        here changes them, and no secret is shown. More is in <code>docs/reference/settings.md</code>.
      </p>
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
      {shown === undefined &&
        (error === null ? <SkeletonRows /> : <Failure error={error} onRetry={refresh} />)}
      {shown !== undefined && <TotalCount total={{ count: shown.length, isExact: true }} noun="setting" />}
      {shown?.length === 0 && <NoRows empty="" isFiltered hasMore={false} />}
      {shown !== undefined && shown.length > 0 && (
        <DataTable
          label="Settings"
          rows={shown}
          columns={SETTING_COLUMNS}
          idOf={({ name }) => name}
          isBusy={isLoading}
        />
      )}
    </>
  );
}

function fits({ name, env, doc, isDefault }: ShownSetting, search: string, isChangedOnly: boolean): boolean {
  if (isChangedOnly && isDefault) return false;
  return `${name} ${env} ${doc}`.toLowerCase().includes(search.toLowerCase());
}
