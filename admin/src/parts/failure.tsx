import type { ApiError } from "../api/api-error.ts";
import { signInAddress } from "../api/auth.ts";

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
      {error.status === 401 && (
        <p>
          <a href={signInAddress()} target="_blank" rel="noopener">
            Sign in
          </a>
        </p>
      )}
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Retry
        </button>
      )}
    </div>
  );
}
