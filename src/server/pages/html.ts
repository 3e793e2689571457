/** Text that is HTML already. Only {@link html} makes it, so whatever is not Html gets escaped. */
export class Html {
  readonly #text: string;

  constructor(parts: readonly string[], values: readonly HtmlValue[]) {
    this.#text = parts.map((part, index) => part + render(values[index])).join("");
  }

  toString(): string {
    return this.#text;
  }
}

/** What a template takes: null, undefined and false leave nothing behind; a list is joined. */
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

/**
 * A template that escapes every value which did not come out of another template. Safe in text and in attributes
 * within double quotes; those are the only two places the pages put a value.
 *
 * @example html`<p title="${name}">${name}</p>`
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(parts, values);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function render(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof Html) return value.toString();
  if (typeof value === "string" || typeof value === "number") return escapeHtml(String(value));
  return value.map(render).join("");
}

/** For text and for attributes within quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? "");
}
