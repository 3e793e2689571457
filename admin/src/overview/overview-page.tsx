import { useEffect } from "react";
import { useQuery } from "../api/queries.ts";
import type { StatisticsAnswer } from "../api/wire.ts";
import { Choice } from "../parts/choice.tsx";
import { Failure } from "../parts/failure.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { StaleNote } from "../parts/stale-note.tsx";
import { navigate, useParameters, withParameters } from "../router/location.ts";
import { ActiveSessions } from "./active-sessions.tsx";
import { BarChart, type Chart } from "./bar-chart.tsx";
import { PERIODS } from "./statistics.ts";

const SIGN_INS: Chart = {
  title: "Sign-ins",
  events: { type: "sign_in" },
  series: [
    ["signInsOk", "Went well"],
    ["signInsFailed", "Failed"],
  ],
};
const OTHERS: readonly Chart[] = [
  { title: "Sign-ups", events: { type: "user_created" }, series: [["usersCreated", "Sign-ups"]] },
  { title: "Refreshes", events: { type: "refresh" }, series: [["refreshes", "Refreshes"]] },
  {
    title: "Reused tokens",
    events: { type: "session_ended", outcome: "reuse" },
    series: [["reuses", "Reused tokens"]],
  },
  {
    title: "Lockouts",
    events: { type: "sign_in", outcome: "too_many_attempts" },
    series: [["lockouts", "Lockouts"]],
  },
];

/** Milliseconds until numbers that are still being counted are asked for again. */
const PAUSE = 2000;

export default function OverviewPage() {
  const period = useParameters().get("period") ?? "24h";
  const query = useQuery<StatisticsAnswer>(`/admin/api/statistics?${new URLSearchParams({ period })}`);
  const { data, error, isLoading, refresh } = query;
  useEffect(() => {
    if (data === undefined || (data.isComplete && data.tallies !== null)) return;
    const timer = setTimeout(refresh, PAUSE);
    return () => clearTimeout(timer);
  }, [data, refresh]);
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
      {data !== undefined && !data.isComplete && (
        <p role="status" className="stale">
          Events are still being counted; the numbers will grow.
        </p>
      )}
      {data !== undefined && (
        <div className="charts" aria-busy={isLoading}>
          <BarChart chart={SIGN_INS} data={data} />
          <ActiveSessions tallies={data.tallies} />
          {OTHERS.map((chart) => (
            <BarChart key={chart.title} chart={chart} data={data} />
          ))}
        </div>
      )}
    </>
  );
}
