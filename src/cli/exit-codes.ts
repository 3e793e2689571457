/** What a script learns from the end of a command. docs and tests name the same. */
export const EXIT = {
  ok: 0,
  failed: 1,
  wrongUsage: 2,
  settingsInvalid: 3,
  databaseUnusable: 4,
  someFailed: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command that cannot do what it was asked: the message says what, why and how to go on. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT.failed, options: { cause?: unknown } = {}) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** The user pressed Ctrl-C, or closed the input, at a question. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("Operation cancelled.");
  }
}
