import type { ReactNode } from "react";
import { useQuery } from "../api/queries.ts";
import type { HealthAnswer } from "../api/wire.ts";
import { Failure } from "../parts/failure.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { StaleNote } from "../parts/stale-note.tsx";
import { TotalCount } from "../parts/total.tsx";

export default function HealthPage() {
  const query = useQuery<HealthAnswer>("/admin/api/health");
  const { data, error, refresh } = query;
  return (
    <>
      <PageTitle title="Health">
        <button type="button" onClick={refresh}>
          Look again
        </button>
      </PageTitle>
      <StaleNote query={query} />
      {data === undefined &&
        (error === null ? <SkeletonRows /> : <Failure error={error} onRetry={refresh} />)}
      {data !== undefined && <Facts health={data} />}
    </>
  );
}

function Facts({ health: { migrations, expired, feed } }: { readonly health: HealthAnswer }) {
  const { applied, pending, unknown } = migrations;
  return (
    <dl>
      <Fact name="Migrations" isGood={pending.length + unknown.length === 0}>
        {applied.length} applied
        {pending.length > 0 && `; waiting: ${pending.join(", ")}`}
        {unknown.length > 0 && `; unknown to this version: ${unknown.join(", ")}`}
      </Fact>
      <Fact name="Sign-outs of other servers" isGood={!feed.isStale}>
        read {Math.round(feed.age / 1000)} s ago
      </Fact>
      <Fact name="Expired, to be deleted" isGood>
        <TotalCount total={expired.sessions} noun="session" />
        <TotalCount total={expired.events} noun="event" />
      </Fact>
    </dl>
  );
}

interface FactProps {
  readonly name: string;
  readonly isGood: boolean;
  readonly children: ReactNode;
}

function Fact({ name, isGood, children }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span className={`badge ${isGood ? "good" : "bad"}`}>{isGood ? "good" : "look at this"}</span>
        {children}
      </dd>
    </div>
  );
}
