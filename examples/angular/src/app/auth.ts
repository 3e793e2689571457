import { DestroyRef, Injectable, inject, signal } from "@angular/core";
import { createAuthClient } from "wafer-auth/client";

/** Who is signed in, as a signal, and the client that can change it. */
@Injectable({ providedIn: "root" })
export class Auth {
  readonly client = createAuthClient({ baseUrl: "/api" });
  readonly #state = signal(this.client.state);
  readonly state = this.#state.asReadonly();

  constructor() {
    this.client.subscribe(() => this.#state.set(this.client.state));
    inject(DestroyRef).onDestroy(this.client.close);
  }
}
