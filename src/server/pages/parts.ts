import { type Html, html } from "./html.ts";
import { isMessageKey, type MessageKey, say } from "./messages.ts";
import type { Failure } from "./page.ts";

export interface InputField {
  readonly name: string;
  /** Where another form of the page has a field of this name. @default the name */
  readonly id?: string;
  readonly label: string;
  readonly type?: "text" | "email" | "password";
  readonly autocomplete: string;
  /** How a touch keyboard writes it. @default "none" */
  readonly autocapitalize?: "none" | "words";
  readonly value?: string;
  readonly hint?: string;
  readonly isOptional?: boolean;
  readonly hasFocus?: boolean;
  /** The summary of the form speaks of this field. */
  readonly isWrong?: boolean;
}

/** A labelled input. No attribute keeps a password manager or a paste out (WCAG 3.3.8). */
export function field(options: InputField): Html {
  const { name, id = name, label, type = "text", autocapitalize = "none", value, hint } = options;
  const described = [options.isWrong === true ? "failure" : "", hint === undefined ? "" : `${id}-hint`];
  const describedBy = described.join(" ").trim();
  return html`<div class="field">
<label for="${id}">${label}${options.isOptional === true ? html` <small>${say("optional")}</small>` : null}</label>
<div class="box"><input id="${id}" name="${name}" type="${type}" autocomplete="${options.autocomplete}"${
    type === "password"
      ? null
      : html` value="${value ?? ""}" autocapitalize="${autocapitalize}" spellcheck="false"`
  }${
    options.isOptional === true ? null : html` required`
  }${options.isWrong === true ? html` aria-invalid="true"` : null}${
    describedBy === "" ? null : html` aria-describedby="${describedBy}"`
  }${options.hasFocus === true ? html` autofocus` : null}></div>${
    hint === undefined ? null : html`\n<p class="hint" id="${id}-hint">${hint}</p>`
  }
</div>`;
}

/** The one place of a form that says what went wrong. It takes the focus, so that it is neither missed nor read twice. */
export function failureSummary(failure: Failure | null): Html | null {
  if (failure === null) return null;
  return html`<p id="failure" class="failure" role="alert" tabindex="-1" autofocus>${failure.message}</p>`;
}

/** A button that sends its form; after a 429 or a 503 the script holds it back for the seconds given. */
export function submitButton(key: MessageKey, failure: Failure | null = null): Html {
  const wait = failure?.retryAfter ?? null;
  return html`<p class="note" role="status"></p>
<button class="primary"${wait === null ? null : html` data-retry-after="${wait}"`}>${say(key)}</button>`;
}

export function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}">`;
}

/** For the browser's password manager, which saves a new password under this name. */
export function hiddenUsername(username: string): Html {
  return html`<input name="username" autocomplete="username" value="${username}" readonly hidden>`;
}

/** What was done before this page; the address says it by a key, and only by one that is in the table. */
export function notice(query: URLSearchParams): Html | null {
  const key = `notice_${query.get("notice") ?? ""}`;
  return isMessageKey(key) ? html`<p class="notice" role="status">${say(key)}</p>` : null;
}
