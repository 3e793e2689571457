import { setTimeout } from "node:timers/promises";
import { TERMINAL } from "../../events/events.ts";
import type { KeyDeps } from "../../keys/create-key.ts";
import { describeKey } from "../../keys/describe-key.ts";
import { type KeyRotation, rotateKey } from "../../keys/rotate-key.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { type KeyOptions, requireAlgorithm } from "../keys.ts";
import type { Terminal } from "../terminal.ts";
import { withUsers } from "../with-store.ts";

export interface KeyRotateOptions extends KeyOptions {
  readonly wait?: boolean;
}

/**
 * Rotates in two steps, since a server refuses tokens of a key it has not read. The first one ends with 0 too.
 *
 * @throws {SettingsError | StoreError | CommandError}
 */
export function keysRotate(terminal: Terminal, options: KeyRotateOptions): Promise<ExitCode> {
  return withUsers(terminal, async (deps) => {
    const algorithm = requireAlgorithm(deps, options);
    let rotation = await rotateKey(deps, algorithm, TERMINAL);
    while (rotation.kind === "waiting" && options.wait === true) {
      const wait = Math.max(0, rotation.readyAt - deps.now());
      terminal.say(`Waiting ${seconds(wait)} s until every server knows key ${rotation.key.id}.`);
      await setTimeout(wait);
      rotation = await rotateKey(deps, algorithm, TERMINAL);
    }
    tell(terminal, rotation, deps);
    return EXIT.ok;
  });
}

function tell(terminal: Terminal, rotation: KeyRotation, { now }: KeyDeps): void {
  const key = describeKey(rotation.key, now());
  if (rotation.kind === "waiting") {
    const what = rotation.isNew ? "is new: servers read it within 5 s, and" : "is not known for 10 s yet;";
    terminal.warn(
      `Not rotated yet. Key ${key.kid} ${what} one that does not know it would refuse its tokens. Run \`wafer keys rotate\` again in ${seconds(rotation.readyAt - now())} s, or give --wait.`,
    );
    if (terminal.isJson)
      terminal.printJson({ isRotated: false, key, readyAt: new Date(rotation.readyAt).toISOString() });
    return;
  }
  const former = rotation.former === null ? null : describeKey(rotation.former, now());
  terminal.say(`Key ${key.kid} (${key.algorithm}) is active: servers sign with it within 5 s.`);
  if (former !== null)
    terminal.say(`Key ${former.kid} is retired: its tokens are accepted until ${former.endsAt}.`);
  if (terminal.isJson) terminal.printJson({ isRotated: true, key, former });
}

function seconds(milliseconds: number): number {
  return Math.max(0, Math.ceil(milliseconds / 1000));
}
