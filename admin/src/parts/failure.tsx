import type { ApiError } from "../api/api-error.ts";

interface FailureProps {
  readonly error: ApiError;
  readonly onRetry?: (() => void) | undefined;
}

/** Why something failed, and by what the server's log tells more. */
export function Failure({ error, onRetry }: FailureProps) {
  return (
    <div role="alert" className="failure">
      <p>{error.message}</p>
      <p className="small">
        Code <code>{error.code}</code>
        {error.requestId !== null && (
          <>
            {" · "}request <code>{error.requestId}</code>
          </>
        )}
      </p>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Retry
        </button>
      )}
    </div>
  );
}
