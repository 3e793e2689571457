import { Field } from "./field.tsx";

interface TypedWordProps {
  readonly word: string;
  readonly typed: string;
  readonly onChange: (typed: string) => void;
}

/** A word to be typed before what cannot be undone. */
export function TypedWord({ word, typed, onChange }: TypedWordProps) {
  return (
    <Field
      label={`Type “${word}” to go on`}
      required
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      value={typed}
      onChange={onChange}
    />
  );
}

/** Whether the word stands there; always where none is asked for. */
export function isTyped(word: string | undefined, typed: string): boolean {
  return word === undefined || typed === word;
}
