import { afterRenderEffect, Component, type ElementRef, input, viewChild } from "@angular/core";
import type { AuthClientError } from "wafer-auth/client";

/** Says what went wrong and takes the focus, once per error, so that it is neither missed nor repeated. */
@Component({
  selector: "app-error-summary",
  template: `
    @if (error(); as shown) {
      <div #box id="failure" role="alert" tabindex="-1" class="error">{{ shown.message }}</div>
    }
  `,
})
export class ErrorSummary {
  readonly error = input.required<AuthClientError | null>();
  protected readonly box = viewChild<ElementRef<HTMLElement>>("box");

  constructor() {
    afterRenderEffect(() => {
      if (this.error() !== null) this.box()?.nativeElement.focus();
    });
  }
}
