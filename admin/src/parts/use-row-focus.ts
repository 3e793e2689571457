import { type FocusEvent, useLayoutEffect, useRef } from "react";

/** Where the row in focus goes away, the one that comes to its place takes the focus. */
export function useRowFocus() {
  const body = useRef<HTMLTableSectionElement>(null);
  const place = useRef(-1);
  useLayoutEffect(() => {
    if (place.current === -1 || document.activeElement !== document.body) return;
    const rows = body.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [];
    rows[Math.min(place.current, rows.length - 1)]?.focus();
  });
  return {
    ref: body,
    onFocus({ target }: FocusEvent<HTMLElement>): void {
      const rows = [...(body.current?.querySelectorAll("[data-row]") ?? [])];
      place.current = rows.findIndex((row) => row.contains(target));
    },
    onBlur({ target }: FocusEvent<HTMLElement>): void {
      if (target.isConnected) place.current = -1;
    },
  };
}
