import { useState } from "react";
import { applyTheme, storedTheme, storeTheme, THEMES } from "./theme.ts";

const LABELS = { system: "System", light: "Light", dark: "Dark" } as const;

export function ThemeChoice() {
  const [theme, setTheme] = useState(storedTheme);
  return (
    <select
      aria-label="Colours"
      value={theme}
      onChange={(event) => {
        const chosen = THEMES.find((one) => one === event.target.value) ?? "system";
        setTheme(chosen);
        storeTheme(chosen);
        applyTheme(chosen);
      }}
    >
      {THEMES.map((one) => (
        <option key={one} value={one}>
          {LABELS[one]}
        </option>
      ))}
    </select>
  );
}
