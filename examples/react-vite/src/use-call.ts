import { useState } from "react";
import { AuthClientError } from "wafer-auth/client";

interface Call {
  busy: boolean;
  error: AuthClientError | null;
  /** What to say of a call that worked. */
  done: string;
  run: (call: () => Promise<unknown>, success?: string) => Promise<void>;
}

/** One call of the API at a time, and what to tell of it. A fault of this page is thrown again. */
export function useCall(): Call {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AuthClientError | null>(null);
  const [done, setDone] = useState("");

  async function run(call: () => Promise<unknown>, success = "") {
    if (busy) return;
    setBusy(true);
    setError(null);
    setDone("");
    try {
      await call();
      setDone(success);
    } catch (failure) {
      if (!(failure instanceof AuthClientError)) throw failure;
      setError(failure);
    } finally {
      setBusy(false);
    }
  }
  return { busy, error, done, run };
}
