import { useQuery } from "../api/queries.ts";
import type { KeysAnswer, ListedKey } from "../api/wire.ts";
import { Failure } from "../parts/failure.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { StaleNote } from "../parts/stale-note.tsx";
import { KeyActs } from "./key-acts.tsx";
import { KeyMeanings } from "./key-meanings.tsx";
import { KEYS_PATH } from "./key-path.ts";
import { KeyTable } from "./key-table.tsx";
import { SecretAdvice } from "./secret-advice.tsx";

export default function KeysPage() {
  const query = useQuery<KeysAnswer>(KEYS_PATH);
  const { data, error, isLoading, refresh } = query;
  const isSecret = data?.algorithm === "HS256";
  return (
    <>
      <PageTitle title="Keys" />
      <StaleNote query={query} />
      {data === undefined &&
        (error === null ? <SkeletonRows /> : <Failure error={error} onRetry={refresh} />)}
      {isSecret && <SecretAdvice />}
      {data !== undefined && !isSecret && (
        <>
          <p>
            Access tokens are signed with {data.algorithm}. Others verify them with the public keys at{" "}
            <a href="/.well-known/jwks.json">/.well-known/jwks.json</a>.
          </p>
          <KeyActs next={findNext(data)} />
          {data.keys.length === 0 && <p className="empty">No keys yet. Generate one.</p>}
        </>
      )}
      {data !== undefined && data.keys.length > 0 && (
        <>
          <KeyTable keys={data.keys} isBusy={isLoading} />
          <KeyMeanings />
        </>
      )}
    </>
  );
}

/** The one that a rotation would make active: the oldest of the algorithm in force. */
function findNext({ algorithm, keys }: KeysAnswer): ListedKey | undefined {
  return keys.find((key) => key.status === "next" && key.algorithm === algorithm);
}
