import { useState } from "react";
import { useActor } from "../actor.ts";
import { refreshAll, useQuery } from "../api/queries.ts";
import { send } from "../api/send.ts";
import type { KeysAnswer, ListedKey, RotationAnswer } from "../api/wire.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Failure } from "../parts/failure.tsx";
import { PageTitle } from "../parts/page-title.tsx";
import { SkeletonRows } from "../parts/skeleton-rows.tsx";
import { StaleNote } from "../parts/stale-note.tsx";
import { Time } from "../parts/time.tsx";
import { TypedDialog } from "../parts/typed-dialog.tsx";
import { toast } from "../shell/toast.ts";
import { KEY_COLUMNS } from "./key-columns.tsx";

const PATH = "/admin/api/keys";

export default function KeysPage() {
  const query = useQuery<KeysAnswer>(PATH);
  const { data, error, refresh } = query;
  return (
    <>
      <PageTitle title="Keys" />
      <StaleNote query={query} />
      {data === undefined &&
        (error === null ? <SkeletonRows /> : <Failure error={error} onRetry={refresh} />)}
      {data !== undefined && <Keys answer={data} isBusy={query.isLoading} />}
    </>
  );
}

function Keys({
  answer: { algorithm, keys },
  isBusy,
}: {
  readonly answer: KeysAnswer;
  readonly isBusy: boolean;
}) {
  const { may } = useActor();
  const [ending, setEnding] = useState<ListedKey | null>(null);
  const isSecret = algorithm === "HS256";
  const end = {
    id: "end",
    label: "Act",
    cell: (key: ListedKey) =>
      key.status === "next" || key.status === "retired" ? (
        <button
          type="button"
          className="danger"
          aria-label={`End the key ${key.kid}`}
          onClick={() => setEnding(key)}
        >
          End
        </button>
      ) : null,
  };
  return (
    <>
      <p>
        {isSecret
          ? "Tokens are signed with the secret (HS256), which is changed in the settings."
          : `Tokens are signed with ${algorithm}.`}
      </p>
      {!isSecret && <KeyActs />}
      {keys.length === 0 ? (
        <p className="empty">
          {isSecret ? "There are no keys: the secret needs none." : "No keys yet. Generate one."}
        </p>
      ) : (
        <DataTable
          label="Keys"
          rows={keys}
          columns={may("keys.delete") ? [...KEY_COLUMNS, end] : KEY_COLUMNS}
          idOf={({ kid }) => kid}
          isBusy={isBusy}
        />
      )}
      {ending && (
        <TypedDialog
          title={`End the key ${ending.kid}`}
          sentence="Tokens that it signed are refused at once, and its private half is deleted. This cannot be undone."
          word="end"
          label="End the key"
          act={() => send("POST", `${PATH}/${encodeURIComponent(ending.kid)}/retire`, { isAtOnce: true })}
          onDone={() => {
            setEnding(null);
            toast("The key has ended.");
            refreshAll(PATH);
          }}
          onClose={() => setEnding(null)}
        />
      )}
    </>
  );
}

/** The next key, and the change to it. */
function KeyActs() {
  const { may } = useActor();
  const [readyAt, setReadyAt] = useState<string | null>(null);

  async function rotate(): Promise<void> {
    const answer = await send<RotationAnswer>("POST", `${PATH}/rotate`, {});
    setReadyAt(answer.readyAt);
    toast(answer.isRotated ? "The next key is active now." : "The next key is not known everywhere yet.");
    refreshAll(PATH);
  }

  return (
    <>
      <div className="tools">
        {may("keys.add") && (
          <ActButton
            done="The key is made."
            act={async () => {
              await send("POST", PATH, {});
              refreshAll(PATH);
            }}
          >
            Generate the next key
          </ActButton>
        )}
        {may("keys.change") && <ActButton act={rotate}>Rotate</ActButton>}
      </div>
      {readyAt !== null && (
        <p role="status" className="stale">
          Servers must know the next key before it signs. Rotate again after <Time at={readyAt} />.
        </p>
      )}
    </>
  );
}
