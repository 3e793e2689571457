import icon from "../../../pages/icon.svg";
import { useActor } from "../actor.ts";
import { Link } from "../router/link.tsx";
import { SignOutButton } from "./sign-out-button.tsx";
import { ThemeChoice } from "./theme-choice.tsx";

export function Banner({ onHelp }: { readonly onHelp: () => void }) {
  const { user } = useActor();
  return (
    <header className="banner">
      <Link className="brand" href="/admin">
        <img src={icon} alt="" width="28" height="28" />
        <span>{location.host}</span>
      </Link>
      <div className="tools">
        <button type="button" aria-label="Keys of this page" title="Keys of this page (?)" onClick={onHelp}>
          ?
        </button>
        <ThemeChoice />
        <a href="/account">{user.username}</a>
        <SignOutButton />
      </div>
    </header>
  );
}
