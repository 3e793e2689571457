import { useEffect, useRef } from "react";
import { navigate, useParameters, withParameters } from "../router/location.ts";

/** Milliseconds after the last key until the server is asked. */
const PAUSE = 250;

interface SearchFieldProps {
  readonly label: string;
  readonly hint: string;
  /** The parameter of the address that carries it. */
  readonly parameter?: string;
}

/** What is searched for, in the address. */
export function SearchField({ label, hint, parameter = "search" }: SearchFieldProps) {
  const search = useParameters().get(parameter) ?? "";
  const input = useRef<HTMLInputElement>(null);
  const asked = useRef(search);
  const timer = useRef(0);
  useEffect(() => {
    // The address was changed by somebody else: Back, or a button that clears the filters.
    if (search !== asked.current && input.current !== null) input.current.value = search;
    asked.current = search;
  }, [search]);
  useEffect(() => () => clearTimeout(timer.current), []);

  function ask(): void {
    clearTimeout(timer.current);
    const text = input.current?.value.trim() ?? "";
    if (text === asked.current) return;
    asked.current = text;
    navigate(withParameters({ [parameter]: text, after: null, sort: null }), { replace: true });
  }

  return (
    <label className="search">
      {label}
      <input
        ref={input}
        type="search"
        data-shortcut="search"
        defaultValue={search}
        placeholder={hint}
        maxLength={254}
        autoCapitalize="none"
        spellCheck={false}
        onChange={() => {
          clearTimeout(timer.current);
          timer.current = setTimeout(ask, PAUSE);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") ask();
        }}
      />
    </label>
  );
}
