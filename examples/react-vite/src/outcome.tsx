import { useEffect, useRef } from "react";
import type { AuthClientError } from "wafer-auth/client";

/** How a call ended: a failure takes the focus, once, so that it is neither missed nor repeated. */
export function Outcome({ id, error, done }: { id: string; error: AuthClientError | null; done: string }) {
  const box = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (error !== null) box.current?.focus();
  }, [error]);
  return (
    <>
      {error !== null && (
        <p ref={box} id={id} role="alert" tabIndex={-1} className="error">
          {error.message}
        </p>
      )}
      <p role="status">{done}</p>
    </>
  );
}
