import type { ReactNode } from "react";
import { useQuery } from "../api/queries.ts";
import type { HealthAnswer } from "../api/wire.ts";
import { Failure } from "../parts/failure.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { StaleNote } from "../parts/stale-note.tsx";
import { Time } from "../parts/time.tsx";
import { toNumber } from "../parts/total.tsx";

export default function HealthPage() {
  const query = useQuery<HealthAnswer>("/admin/api/health");
  const { data, error, refresh } = query;
  return (
    <>
      <PageTitle title="Health">
        <button type="button" aria-busy={query.isLoading} onClick={refresh}>
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

interface Fact {
  readonly name: string;
  /** Left out of what is neither. */
  readonly isGood?: boolean;
  readonly says: ReactNode;
  /** What is meant, or what to do. */
  readonly hint: string;
}

function Facts({ health }: { readonly health: HealthAnswer }) {
  const facts = [
    ofMigrations(health),
    ofFeed(health),
    ofExpired(health),
    ofFlush(health),
    ofRotations(health),
  ];
  const bad = facts.filter(({ isGood }) => isGood === false).length;
  return (
    <>
      <p role="status">{bad === 0 ? "All is well." : `${bad} of ${facts.length} need a look.`}</p>
      <dl className="facts">
        {facts.map(({ name, isGood, says, hint }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {isGood !== undefined && (
                <span className={`badge ${isGood ? "good" : "bad"}`}>{isGood ? "good" : "look at this"}</span>
              )}
              {says}
              <small className="under">{hint}</small>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function ofMigrations({ migrations: { applied, pending, unknown } }: HealthAnswer): Fact {
  const says = [`${applied.length} applied`];
  if (pending.length > 0) says.push(`waiting: ${pending.join(", ")}`);
  if (unknown.length > 0) says.push(`unknown to this version: ${unknown.join(", ")}`);
  return {
    name: "Migrations",
    isGood: pending.length + unknown.length === 0,
    says: says.join("; "),
    hint:
      pending.length > 0
        ? "Run npx wafer migrate."
        : unknown.length > 0
          ? "The database was migrated by a newer version. Bring every server up to it."
          : "The database is as this version needs it.",
  };
}

function ofFeed({ feed: { age, isStale } }: HealthAnswer): Fact {
  return {
    name: "Sign-outs elsewhere",
    isGood: !isStale,
    says: `read ${age < 1000 ? "less than a second" : `${toNumber(Math.round(age / 1000))} s`} ago`,
    hint: isStale
      ? "The database cannot be read often enough. Until it can, every request asks it."
      : "How this server learns of sessions that other servers have ended.",
  };
}

function ofExpired({ expired: { sessions, events } }: HealthAnswer): Fact {
  const isGood = sessions.isExact && events.isExact;
  return {
    name: "Waiting to be deleted",
    isGood,
    says: `${toCount(sessions, "session")}, ${toCount(events, "event")}`,
    hint: isGood
      ? "What has expired is deleted every hour while a server runs."
      : "The hourly deletion does not keep up. Run npx wafer flush.",
  };
}

function ofFlush({ lastFlush }: HealthAnswer): Fact {
  return {
    name: "Last flush",
    says: lastFlush === null ? "none yet" : <Time at={lastFlush.at} />,
    hint:
      lastFlush === null
        ? "The first comes an hour after a server has started."
        : `It deleted ${toCount({ count: lastFlush.sessions, isExact: true }, "session")} and ${toCount({ count: lastFlush.events, isExact: true }, "event")}.`,
  };
}

function ofRotations({ rotations }: HealthAnswer): Fact {
  const { rotated, repeatedUnseen, repeatedSeen, reusedLate, reusedOlder, restored } = rotations;
  const [repeated, reused] = [repeatedUnseen + repeatedSeen, reusedLate + reusedOlder];
  return {
    name: "Refreshes",
    says: `${toNumber(rotated)} rotated, ${toNumber(repeated)} repeated, ${toNumber(reused)} reused`,
    hint: [
      "Since the start of this server.",
      `Repeated: ${toNumber(repeatedUnseen)} whose successor nobody had used, ${toNumber(repeatedSeen)} within the grace after that.`,
      `Reused: ${toNumber(reusedLate)} after the grace, ${toNumber(reusedOlder)} older.`,
      `Sessions ended by reuse: ${toNumber(reused)}; after a restored backup: ${toNumber(restored)}.`,
    ].join(" "),
  };
}

function toCount({ count, isExact }: HealthAnswer["expired"]["events"], noun: string): string {
  return `${isExact ? "" : "more than "}${toNumber(count)} ${noun}${count === 1 && isExact ? "" : "s"}`;
}
