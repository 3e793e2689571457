import { useActor } from "../actor.ts";
import type { StatisticsAnswer } from "../api/wire.ts";
import { Time } from "../parts/time.tsx";
import { Link } from "../router/link.tsx";
import { NUMBER } from "./statistics.ts";

/** How many there are now, whatever the period; counted every ten minutes. */
export function ActiveSessions({ tallies }: { readonly tallies: StatisticsAnswer["tallies"] }) {
  const { may } = useActor();
  const title = "Active sessions";
  return (
    <figure className="card">
      <figcaption>
        <h2>{may("sessions.view") ? <Link href="/admin/sessions">{title}</Link> : title}</h2>
      </figcaption>
      {tallies === null ? (
        <p className="quiet">They are being counted.</p>
      ) : (
        <div className="counts">
          <p>
            <b>{NUMBER.format(tallies.activeSessions)}</b>
            <small className="under">
              as of <Time at={tallies.countedAt} />
            </small>
          </p>
          <p>
            <b>{NUMBER.format(tallies.users)}</b> {tallies.users === 1 ? "user" : "users"}
          </p>
        </div>
      )}
    </figure>
  );
}
