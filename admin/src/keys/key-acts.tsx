import { useEffect, useState } from "react";
import { useActor } from "../actor.ts";
import { refreshAll } from "../api/queries.ts";
import { send } from "../api/send.ts";
import type { ListedKey, RotationAnswer } from "../api/wire.ts";
import { ActButton } from "../parts/act-button.tsx";
import { toast } from "../shell/toast.ts";
import { KEYS_PATH } from "./key-path.ts";

const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

/** The next key, and the change to it. */
export function KeyActs({ next }: { readonly next: ListedKey | undefined }) {
  const { may } = useActor();
  return (
    <>
      {(may("keys.add") || may("keys.change")) && (
        <div className="tools">
          {may("keys.add") && next === undefined && (
            <ActButton done="The next key is made." shortcut="new" act={generate}>
              Generate the next key
            </ActButton>
          )}
          {may("keys.change") && <ActButton act={rotate}>Rotate</ActButton>}
        </div>
      )}
      <p role="status" className="hint">
        {next !== undefined ? <Readiness next={next} /> : "There is no next key."}
        {next === undefined && may("keys.change") && " Rotate makes one first."}
      </p>
    </>
  );
}

async function generate(): Promise<void> {
  await send("POST", KEYS_PATH, {});
  refreshAll(KEYS_PATH);
}

async function rotate(): Promise<void> {
  const { isRotated } = await send<RotationAnswer>("POST", `${KEYS_PATH}/rotate`, {});
  toast(isRotated ? "The next key is active now." : "Not every server has read the next key yet.");
  refreshAll(KEYS_PATH);
}

/** When the next key may be rotated in, by the reader's clock; the server decides by its own. */
function Readiness({ next }: { readonly next: ListedKey }) {
  const readyAt = Date.parse(next.readyAt ?? "");
  const [now, setNow] = useState(Date.now);
  const wait = readyAt - now;
  useEffect(() => {
    if (wait <= 0) return;
    const timer = setTimeout(() => setNow(Date.now()), wait);
    return () => clearTimeout(timer);
  }, [wait]);
  return wait > 0
    ? `Rotate at ${CLOCK.format(readyAt)} or later: by then every server has read the next key.`
    : "Every server has read the next key: you can rotate.";
}
