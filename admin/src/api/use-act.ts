import { useState } from "react";
import { type ApiError, asApiError } from "./api-error.ts";

export interface Act {
  readonly isBusy: boolean;
  /** Why the last one failed; null while it runs, after success, and where the user cancelled it. */
  readonly error: ApiError | null;
  /** Runs it, unless one is under way. @returns whether it went well */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

/** Something the user does that changes the server. */
export function useAct(): Act {
  const [state, setState] = useState<{ isBusy: boolean; error: ApiError | null }>({
    isBusy: false,
    error: null,
  });
  return {
    ...state,
    async run(work) {
      if (state.isBusy) return false;
      setState({ isBusy: true, error: null });
      try {
        await work();
        setState({ isBusy: false, error: null });
        return true;
      } catch (thrown) {
        const error = asApiError(thrown);
        setState({ isBusy: false, error: error.code === "cancelled" ? null : error });
        return false;
      }
    },
  };
}
