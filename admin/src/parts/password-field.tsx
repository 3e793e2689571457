import { useState } from "react";
import { Field } from "./field.tsx";

interface PasswordFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A new password for somebody, which may be looked at. */
export function PasswordField({ label, value, onChange }: PasswordFieldProps) {
  const [isShown, setIsShown] = useState(false);
  return (
    <>
      <Field
        label={label}
        type={isShown ? "text" : "password"}
        autoComplete="new-password"
        autoCapitalize="none"
        spellCheck={false}
        required
        value={value}
        onChange={onChange}
        hint="Tell it to them by a way that nobody else reads."
      />
      <button type="button" className="link" aria-pressed={isShown} onClick={() => setIsShown(!isShown)}>
        {isShown ? "Hide the password" : "Show the password"}
      </button>
    </>
  );
}
