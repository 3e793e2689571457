const BLOCK = /(?:<!-- (?<file>\S+) -->\n)?```(?<language>\w*)\n(?<code>[\s\S]*?)\n```/g;

/** A block of code, and the file that it says it is a piece of: `<!-- examples/vue/src/auth.ts -->` on the line before it. */
export interface Block {
  /** "" where it names none. */
  readonly file: string;
  readonly language: string;
  readonly code: string;
}

export function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(BLOCK)].map(({ groups }) => {
    const { file = "", language = "", code = "" } = groups ?? {};
    return { file, language, code };
  });
}

/** Without the space at the start of lines: a page shows a piece from inside a function at the margin. */
export function outdented(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .join("\n");
}
