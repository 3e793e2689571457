import { Component, computed, inject, type OnDestroy, type OnInit, signal } from "@angular/core";
import { Auth } from "./auth";
import { Call } from "./call";
import { ErrorSummary } from "./error-summary";

const NOTICES = {
  signed_out: "You are signed out.",
  session_ended: "Your session has ended. Sign in again.",
};

@Component({
  imports: [ErrorSummary],
  template: `
    @if (notice(); as words) {
      <p>{{ words }}</p>
    }
    <!-- method="post": should the script fail, the password does not end up in the address bar. -->
    <form method="post" (submit)="submit($event)">
      <app-error-summary [error]="call.error()" />
      <label for="username">User name or e-mail address</label>
      <input
        id="username"
        name="username"
        autocomplete="username"
        autocapitalize="none"
        spellcheck="false"
        required
        [attr.aria-invalid]="isWrong()"
        [attr.aria-describedby]="isWrong() ? 'failure' : null"
      />
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        autocomplete="current-password"
        autocapitalize="none"
        spellcheck="false"
        required
        [type]="isShown() ? 'text' : 'password'"
        [attr.aria-invalid]="isWrong()"
        [attr.aria-describedby]="isWrong() ? 'failure' : null"
        (keydown)="noticeCapsLock($event)"
        (keyup)="noticeCapsLock($event)"
      />
      <button type="button" aria-controls="password" [attr.aria-pressed]="isShown()" (click)="isShown.set(!isShown())">
        {{ isShown() ? "Hide" : "Show" }} password
      </button>
      <p role="status">{{ hasCapsLock() ? "Caps Lock is on." : "" }}</p>
      <button type="submit" [attr.aria-busy]="call.isBusy()" [disabled]="isWaiting()">Sign in</button>
      @if (isWaiting()) {
        <p class="countdown">{{ secondsLeft() }} s left.</p>
      }
      <!-- Speaks at the end only: the start is in the alert, and a number read out every second would drown the page. -->
      <p role="status">{{ secondsLeft() === 0 ? "You can try again now." : "" }}</p>
    </form>
  `,
})
export class SignInPage implements OnInit, OnDestroy {
  readonly #auth = inject(Auth);
  protected readonly call = new Call();
  protected readonly isShown = signal(false);
  protected readonly hasCapsLock = signal(false);
  /** Whole seconds until the next try; 0 once they are over, null where there was no such limit. */
  protected readonly secondsLeft = signal<number | null>(null);
  protected readonly isWaiting = computed(() => (this.secondsLeft() ?? 0) > 0);
  protected readonly isWrong = computed(() => this.call.error()?.code === "bad_credentials");
  protected readonly notice = computed(() => {
    const { reason } = this.#auth.state();
    return reason === null ? null : NOTICES[reason];
  });
  #timer = 0;

  /** Whoever comes here by address may be signed in already. Where the server is away, the form will tell. */
  ngOnInit(): void {
    const { client, state } = this.#auth;
    if (state().status === "unknown") client.getUser().catch(() => {});
  }

  ngOnDestroy(): void {
    clearInterval(this.#timer);
  }

  protected noticeCapsLock(event: KeyboardEvent): void {
    // Autofill sends key events that know no modifiers.
    this.hasCapsLock.set(event.getModifierState?.("CapsLock") === true);
  }

  protected async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.isWaiting()) return;
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const [username, password] = [String(fields.get("username")), String(fields.get("password"))];
    this.isShown.set(false);
    await this.call.run(() => this.#auth.client.signIn({ username, password }));
    this.#countDown(this.call.error()?.retryAfter ?? null);
  }

  /** By the clock, not by ticks: timers of a background tab run late or not at all. */
  #countDown(seconds: number | null): void {
    clearInterval(this.#timer);
    this.secondsLeft.set(seconds);
    if (seconds === null) return;
    const deadline = Date.now() + seconds * 1000;
    this.#timer = window.setInterval(() => {
      this.secondsLeft.set(Math.max(0, Math.ceil((deadline - Date.now()) / 1000)));
      if (!this.isWaiting()) clearInterval(this.#timer);
    }, 250);
  }
}
