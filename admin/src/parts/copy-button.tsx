import { toast } from "../shell/toast.ts";

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for the button's name: "id". */
  readonly what: string;
}

export function CopyButton({ text, what }: CopyButtonProps) {
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      toast(`The ${what} was copied.`);
    } catch {
      toast(`The browser did not let the ${what} be copied.`);
    }
  }
  return (
    <button type="button" className="link" onClick={copy}>
      Copy {what}
    </button>
  );
}
