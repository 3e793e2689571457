import { userInfo } from "node:os";
import { styleText } from "node:util";
import { promptOn } from "./prompt.ts";

/** The parts of `process` that a terminal stands on. */
export interface ProcessLike {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  cwd(): string;
}

export interface TerminalFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly yes?: boolean;
  /** False with --no-color. */
  readonly color?: boolean;
}

/** All that commands know of the outside: data goes to stdout, talk to stderr, questions to whoever is there. */
export interface Terminal {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The process's own environment, which wins over the `.env` in {@link env}. */
  readonly ownEnv: NodeJS.ProcessEnv;
  readonly isJson: boolean;
  /** Consent was given beforehand, with --yes. */
  readonly isYes: boolean;
  /** Whether somebody can be asked: the input and the talk are a terminal. */
  readonly isInteractive: boolean;
  /** The name of the system's user, "" where there is none. */
  readonly systemUser: string;
  /** A line of data, on stdout. */
  print(line: string): void;
  /** One object of data, as one line on stdout. */
  printJson(value: object): void;
  /**
   * Text of data without an end of line, on stdout. Resolves when it may go on, so that a slow reader does not fill the
   * memory; to false where nobody reads any more.
   */
  write(text: string): Promise<boolean>;
  /** Talk, on stderr. Silent with --quiet. */
  say(line: string): void;
  /** Talk that takes the place of its last, where somebody watches; "" takes it away. */
  progress(line: string): void;
  /** What must be read, on stderr, with --quiet too. */
  warn(line: string): void;
  paint(style: "red" | "yellow" | "green" | "bold", text: string): string;
  /** @throws {Interrupted} */
  ask(question: string): Promise<string>;
  /** Asks without showing what is typed. @throws {Interrupted} */
  askHidden(question: string): Promise<string>;
  /** A yes or no; --yes answers by itself. @throws {Interrupted} */
  confirm(question: string, fallback?: boolean): Promise<boolean>;
  /** All of stdin, without the newline at its end. */
  readInput(): Promise<string>;
}

export function createTerminal(
  source: ProcessLike,
  flags: TerminalFlags,
  env: NodeJS.ProcessEnv = source.env,
): Terminal {
  const { stdin, stdout, stderr } = source;
  const hasColor = flags.color !== false && stderr.isTTY === true && (env["NO_COLOR"] ?? "") === "";
  const print = (line: string) => void stdout.write(`${line}\n`);
  const warn = (line: string) => void stderr.write(`${line}\n`);
  const ask = (question: string) => promptOn(stdin, stderr, { question, isHidden: false });
  return {
    cwd: source.cwd(),
    env,
    ownEnv: source.env,
    isJson: flags.json === true,
    isYes: flags.yes === true,
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    systemUser: systemUser(),
    print,
    printJson: (value) => print(JSON.stringify(value)),
    write: (text) => writeTo(stdout, text),
    say: (line) => flags.quiet === true || warn(line),
    progress(line) {
      if (flags.quiet !== true && stderr.isTTY === true) stderr.write(`\r\u001b[2K${line}`);
    },
    warn,
    paint: (style, text) => (hasColor ? styleText(style, text, { validateStream: false }) : text),
    ask,
    askHidden: (question) => promptOn(stdin, stderr, { question, isHidden: true }),
    async confirm(question, fallback = false) {
      if (flags.yes === true) return true;
      const answer = (await ask(`${question} ${fallback ? "[Y/n]" : "[y/N]"}: `)).trim().toLowerCase();
      return answer === "" ? fallback : answer === "y" || answer === "yes";
    },
    readInput: () => readAll(stdin),
  };
}

function writeTo(stream: NodeJS.WriteStream, text: string): Promise<boolean> {
  if (!stream.writable) return Promise.resolve(false);
  return new Promise((resolve) => {
    stream.write(text, (error) => resolve(error === null || error === undefined));
  });
}

async function readAll(stdin: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}

/** In a container the user's number often has no name. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}
