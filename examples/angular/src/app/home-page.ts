import { DatePipe } from "@angular/common";
import { HttpClient } from "@angular/common/http";
import { Component, inject, type OnInit, signal } from "@angular/core";
import { firstValueFrom } from "rxjs";
import type { User } from "wafer-auth/client";
import { Auth } from "./auth";
import { Call } from "./call";
import { ErrorSummary } from "./error-summary";

/** The answer of GET /me. Times are ISO 8601 in UTC. */
interface Me {
  user: User;
  session: { id: string; createdAt: string; expiresAt: string };
}

@Component({
  imports: [DatePipe, ErrorSummary],
  template: `
    <app-error-summary [error]="call.error() ?? first.error()" />
    <dl>
      <dt>Signed in as</dt>
      <dd>{{ auth.state().user?.username }}</dd>
      <dt>E-mail</dt>
      <dd>{{ auth.state().user?.email || "not given" }}</dd>
      @if (session(); as shown) {
        <dt>Session ends</dt>
        <dd><time [attr.datetime]="shown.expiresAt">{{ shown.expiresAt | date: "medium" }}</time></dd>
      }
    </dl>
    <button type="button" (click)="call.run(ask, 'The server knows you.')">Ask who I am</button>
    <button type="button" (click)="signOutOthers()">Sign out other devices</button>
    <button type="button" (click)="call.run(auth.client.signOut)">Sign out</button>
    <p role="status">{{ call.done() }}</p>
  `,
})
export class HomePage implements OnInit {
  readonly #http = inject(HttpClient);
  protected readonly auth = inject(Auth);
  protected readonly call = new Call();
  /** A call of its own: who clicks while the page still asks is not ignored. */
  protected readonly first = new Call();
  protected readonly session = signal<Me["session"] | null>(null);

  ngOnInit(): void {
    this.first.run(this.ask);
  }

  protected readonly ask = async (): Promise<void> => {
    const me = await firstValueFrom(this.#http.get<Me>("/api/me"));
    this.session.set(me.session);
  };

  /** A call that needs the CSRF token. */
  protected signOutOthers(): Promise<void> {
    return this.call.run(
      () => firstValueFrom(this.#http.post("/api/logout/others", null)),
      "All other devices are signed out.",
    );
  }
}
