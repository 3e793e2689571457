import { CommandError, EXIT } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Asks whether to go on with what cannot be undone; --yes has answered beforehand.
 *
 * @param effect what happens, in whole sentences
 * @throws {CommandError} where nobody can be asked, or the answer is no
 * @throws {Interrupted}
 */
export async function consent(terminal: Terminal, effect: string): Promise<void> {
  if (!terminal.isInteractive && !terminal.isYes)
    throw new CommandError(`${effect} Give --yes if you want that.`, EXIT.wrongUsage);
  if (!(await terminal.confirm(`${effect} Go on?`))) throw new CommandError("Nothing was changed.");
}
