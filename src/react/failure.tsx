import { useEffect, useRef } from "react";
import type { AuthClientError } from "../client/index.ts";
import { useAuthContext } from "./auth-provider.tsx";
import { messageOf } from "./words.ts";

/** Says what went wrong and takes the focus, once for each error, so that it is neither missed nor read twice. */
export function Failure({ id, error }: { readonly id?: string; readonly error: AuthClientError }) {
  const { words } = useAuthContext();
  const box = useRef<HTMLParagraphElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another error takes the focus again.
  useEffect(() => box.current?.focus(), [error]);
  return (
    <p ref={box} id={id} className="wafer-failure" role="alert" tabIndex={-1}>
      {messageOf(error, words)}
    </p>
  );
}
