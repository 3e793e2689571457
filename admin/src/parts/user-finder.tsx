import { type FormEvent, useState } from "react";
import { findUser } from "../api/find-user.ts";
import { useAct } from "../api/use-act.ts";
import type { ListedUser } from "../api/wire.ts";
import { Failure } from "./failure.tsx";

interface UserFinderProps {
  readonly label: string;
  /** What the button says. */
  readonly button: string;
  readonly onFound: (user: ListedUser) => unknown;
}

/** One user, by name, address or id. */
export function UserFinder({ label, button, onFound }: UserFinderProps) {
  const [text, setText] = useState("");
  const { isBusy, error, run } = useAct();

  async function find(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (await run(async () => onFound(await findUser(text)))) setText("");
  }

  return (
    <form className="filters" onSubmit={find}>
      <label>
        {label}
        <input
          type="text"
          required
          maxLength={254}
          placeholder="User name, e-mail or id"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <button type="submit" aria-busy={isBusy}>
        {button}
      </button>
      {error && <Failure error={error} />}
    </form>
  );
}
