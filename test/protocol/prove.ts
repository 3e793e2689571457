import fc from "fast-check";
import { commands } from "./commands.ts";
import { System } from "./system.ts";
import { World } from "./world.ts";

/**
 * Runs the model against the real sessions on a real store.
 *
 * @throws the shortest run that breaks the protocol, with the seed that repeats it
 */
export async function proveProtocol(options: {
  runs: number;
  seed?: number;
  /** Told the number of runs that held so far, after each. */
  onRun?: (held: number) => void;
}): Promise<{ runs: number; commands: number }> {
  const system = await System.open();
  const counted = { runs: 0, commands: 0 };
  const property = fc.asyncProperty(commands, async (run) => {
    await system.reset();
    const world = await World.signIn(system);
    for (const command of run) await world.run(command);
    await world.finish();
    counted.runs += 1;
    counted.commands += run.length;
    options.onRun?.(counted.runs);
  });
  try {
    const seed = options.seed === undefined ? {} : { seed: options.seed };
    await fc.assert(property, { numRuns: options.runs, ...seed });
  } finally {
    await system.close();
  }
  return counted;
}
