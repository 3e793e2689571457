import {
  Component,
  computed,
  type ElementRef,
  effect,
  inject,
  signal,
  untracked,
  viewChild,
} from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import {
  type Event,
  NavigationEnd,
  NavigationError,
  NavigationStart,
  Router,
  RouterOutlet,
} from "@angular/router";
import type { AuthClientError } from "wafer-auth/client";
import { Auth } from "./auth";
import { ErrorSummary } from "./error-summary";
import { failureOf } from "./failure-of";

@Component({
  selector: "app-root",
  imports: [ErrorSummary, RouterOutlet],
  template: `
    <main>
      <h1 #heading tabindex="-1">{{ failure() === null ? title() : "Not connected" }}</h1>
      @if (failure(); as failed) {
        <app-error-summary [error]="failed.error" />
        <button type="button" (click)="router.navigateByUrl(failed.url)">Try again</button>
      } @else if (isShown()) {
        <!-- One outlet a user: when another one signs in, nothing of the former one stays. -->
        @for (id of [userId()]; track id) {
          <router-outlet />
        }
      }
    </main>
  `,
})
export class App {
  protected readonly router = inject(Router);
  readonly #auth = inject(Auth);
  protected readonly heading = viewChild.required<ElementRef<HTMLElement>>("heading");
  protected readonly title = signal("One moment");
  protected readonly failure = signal<{ error: AuthClientError; url: string } | null>(null);
  protected readonly userId = computed(() => this.#auth.state().user?.id);
  protected readonly isShown = computed(() => this.userId() !== undefined || this.title() === "Sign in");

  constructor() {
    this.router.events.pipe(takeUntilDestroyed()).subscribe((event) => this.#follow(event));
    // Somebody has signed in or out, here, in another tab or from elsewhere: the guards judge this place anew.
    effect(() => {
      this.userId();
      const { navigated, url } = untracked(() => this.router);
      if (navigated) this.router.navigateByUrl(url, { onSameUrlNavigation: "reload", replaceUrl: true });
    });
  }

  #follow(event: Event): void {
    if (event instanceof NavigationStart) this.failure.set(null);
    // The guard could not ask who is signed in.
    if (event instanceof NavigationError) this.failure.set({ error: failureOf(event.error), url: event.url });
    if (!(event instanceof NavigationEnd)) return;
    this.title.set(this.router.routerState.snapshot.root.firstChild?.title ?? "");
    // What had the focus is gone. Not on the first load.
    if (event.id > 1) this.heading().nativeElement.focus();
  }
}
