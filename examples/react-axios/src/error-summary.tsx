import { useEffect, useRef } from "react";
import type { AuthClientError } from "wafer-auth/client";

/** Says what went wrong and takes the focus, once per error, so that it is neither missed nor repeated. */
export function ErrorSummary({ id, error }: { id: string; error: AuthClientError | null }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error !== null) box.current?.focus();
  }, [error]);

  if (error === null) return null;
  return (
    <div ref={box} id={id} role="alert" tabIndex={-1} className="error">
      {error.message}
    </div>
  );
}
