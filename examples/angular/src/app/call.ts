import { signal } from "@angular/core";
import type { AuthClientError } from "wafer-auth/client";
import { failureOf } from "./failure-of";

/** Calls of the server, one at a time, and what to say of the last one. */
export class Call {
  readonly isBusy = signal(false);
  readonly error = signal<AuthClientError | null>(null);
  readonly done = signal("");

  async run(call: () => Promise<unknown>, success = ""): Promise<void> {
    if (this.isBusy()) return;
    this.isBusy.set(true);
    this.error.set(null);
    this.done.set("");
    try {
      await call();
      this.done.set(success);
    } catch (thrown) {
      this.error.set(failureOf(thrown));
    } finally {
      this.isBusy.set(false);
    }
  }
}
