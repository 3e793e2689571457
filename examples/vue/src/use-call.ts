import { type Ref, ref, shallowRef } from "vue";
import type { AuthClientError } from "wafer-auth/client";
import { failureOf } from "./failure-of.ts";

export interface Call {
  readonly isBusy: Readonly<Ref<boolean>>;
  readonly error: Readonly<Ref<AuthClientError | null>>;
  /** What to say of the call that worked. */
  readonly done: Readonly<Ref<string>>;
  /** Runs a call of the server, one at a time. */
  run(call: () => Promise<unknown>, success?: string): Promise<void>;
}

export function useCall(): Call {
  const isBusy = ref(false);
  const error = shallowRef<AuthClientError | null>(null);
  const done = ref("");

  async function run(call: () => Promise<unknown>, success = ""): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    error.value = null;
    done.value = "";
    try {
      await call();
      done.value = success;
    } catch (thrown) {
      error.value = failureOf(thrown);
    } finally {
      isBusy.value = false;
    }
  }

  return { isBusy, error, done, run };
}
