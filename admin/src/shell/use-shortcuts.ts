import { useEffect } from "react";
import { refreshAll } from "../api/queries.ts";

/**
 * The keys of every page. A page takes part by attributes: `data-shortcut="search"` on its search field,
 * `data-shortcut="new"` on the link to a new one, `data-row` on its rows, which a button with `aria-expanded` or else the
 * first link opens, and a checkbox selects.
 */
export function useShortcuts(showHelp: () => void): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector("dialog[open]") !== null) return;
      if (isTyping(event.target)) {
        if (event.key === "Escape") leave(event);
        return;
      }
      const act: Key | undefined = event.key === "?" ? showHelp : KEYS[event.key];
      if (act !== undefined && act(event) !== false) event.preventDefault();
    }
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
}

/** What was searched for stays: Chromium would empty a search field. */
function leave(event: KeyboardEvent): void {
  event.preventDefault();
  if (event.target instanceof HTMLElement) event.target.blur();
}

/** False: it was not for us, and the browser goes on. */
type Key = (event: KeyboardEvent) => unknown;

const KEYS: Readonly<Record<string, Key>> = {
  "/": () => find("[data-shortcut=search]")?.focus(),
  n: () => {
    const button = find("[data-shortcut=new]");
    // A dialog gives the focus back to where it was.
    button?.focus();
    button?.click();
  },
  r: () => refreshAll(),
  x: () => rowInFocus()?.querySelector<HTMLInputElement>("[type=checkbox]")?.click(),
  ArrowDown: () => moveBy(1),
  ArrowUp: () => moveBy(-1),
  Enter: ({ target }) => {
    const row = rowInFocus();
    if (target !== row) return false;
    (row?.querySelector<HTMLElement>("[aria-expanded]") ?? row?.querySelector("a"))?.click();
  },
};

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const isBox = target instanceof HTMLInputElement && ["checkbox", "radio"].includes(target.type);
  return target.isContentEditable || (target.matches("input, textarea, select") && !isBox);
}

function find(selector: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(selector);
}

function rowInFocus(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>("[data-row]") ?? null;
}

function moveBy(step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const focused = rowInFocus();
  // Within a row only from its own place: the arrows of other elements are theirs.
  if (rows.length === 0 || !(focused !== null || isIdle())) return false;
  const at = focused === null ? (step === 1 ? -1 : rows.length) : rows.indexOf(focused);
  rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
  return true;
}

/** Nothing is in focus that does something by itself. */
function isIdle(): boolean {
  return document.activeElement?.matches("body, h1, h2, main") ?? true;
}
