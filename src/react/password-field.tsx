import { type ComponentProps, type KeyboardEvent, useState } from "react";
import { useAuthContext } from "./auth-provider.tsx";

export interface PasswordFieldProps extends ComponentProps<"input"> {
  readonly id: string;
  readonly isShown: boolean;
  readonly onShow: (isShown: boolean) => void;
}

/** A password, its label, a button that shows it, and a hint while Caps Lock is on. */
export function PasswordField({ isShown, onShow, ...input }: PasswordFieldProps) {
  const { words } = useAuthContext();
  const [isCapsLock, setCapsLock] = useState(false);
  // Autofill sends key events without modifiers; React answers for those, too.
  const look = (event: KeyboardEvent) => setCapsLock(event.getModifierState("CapsLock"));
  return (
    <div className="wafer-field">
      <label htmlFor={input.id}>{words.password}</label>
      <div className="wafer-box">
        <input
          {...input}
          name="password"
          type={isShown ? "text" : "password"}
          autoComplete="current-password"
          autoCapitalize="none"
          spellCheck={false}
          required
          onKeyDown={look}
          onKeyUp={look}
        />
        <button
          type="button"
          aria-controls={input.id}
          aria-pressed={isShown}
          aria-label={isShown ? words.hide_password : words.show_password}
          onClick={() => onShow(!isShown)}
        >
          {isShown ? words.hide : words.show}
        </button>
      </div>
      <p className="wafer-note" role="status">
        {isCapsLock && words.caps_lock}
      </p>
    </div>
  );
}
