import { useQuery } from "../api/queries.ts";
import type { StatisticsAnswer } from "../api/wire.ts";
import { Choice } from "../parts/choice.tsx";
import { Failure } from "../parts/failure.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { StaleNote } from "../parts/stale-note.tsx";
import { Time } from "../parts/time.tsx";
import { navigate, useParameters, withParameters } from "../router/location.ts";
import { BarChart } from "./bar-chart.tsx";
import { type Counted, compare, NUMBER, PERIODS, toBars } from "./statistics.ts";

const COUNTED: readonly (readonly [field: Counted, name: string])[] = [
  ["signInsOk", "Sign-ins"],
  ["signInsFailed", "Failed sign-ins"],
  ["refreshes", "Refreshes"],
  ["reuses", "Reused tokens"],
  ["lockouts", "Lockouts"],
  ["usersCreated", "New users"],
];

export default function OverviewPage() {
  const period = useParameters().get("period") ?? "24h";
  const query = useQuery<StatisticsAnswer>(`/admin/api/statistics?${new URLSearchParams({ period })}`);
  const { data, error, refresh } = query;
  return (
    <>
      <PageTitle title="Overview">
        <Choice
          label="Period"
          value={period}
          options={PERIODS}
          onChange={(period) => navigate(withParameters({ period }))}
        />
      </PageTitle>
      <StaleNote query={query} />
      {data === undefined &&
        (error === null ? <SkeletonRows /> : <Failure error={error} onRetry={refresh} />)}
      {data !== undefined && <Figures data={data} />}
    </>
  );
}

function Figures({ data }: { readonly data: StatisticsAnswer }) {
  const { totals, previous, tallies } = data;
  const bars = toBars(data.period, data.hours);
  return (
    <>
      {!data.isComplete && (
        <p role="status" className="stale">
          Events are still being counted; the numbers will grow.
        </p>
      )}
      <dl className="tiles">
        {COUNTED.map(([field, name]) => (
          <div key={field}>
            <dt>{name}</dt>
            <dd>
              <b>{NUMBER.format(totals[field])}</b>
              <small className="under">{compare(totals[field], previous[field])}</small>
            </dd>
          </div>
        ))}
        {tallies !== null && (
          <div>
            <dt>Active sessions</dt>
            <dd>
              <b>{NUMBER.format(tallies.activeSessions)}</b>
              <small className="under">
                of {NUMBER.format(tallies.users)} users, <Time at={tallies.countedAt} />
              </small>
            </dd>
          </div>
        )}
      </dl>
      <div className="charts">
        <BarChart
          title="Sign-ins"
          bars={bars}
          series={[
            ["signInsOk", "Went well"],
            ["signInsFailed", "Failed"],
          ]}
        />
        {COUNTED.slice(2).map(([field, name]) => (
          <BarChart key={field} title={name} bars={bars} series={[[field, name]]} />
        ))}
      </div>
    </>
  );
}
