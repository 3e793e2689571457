import { type Command, Option } from "commander";
import type { AsymmetricAlgorithm } from "../tokens/key-pair.ts";
import type { KeyRetireOptions } from "./commands/keys-retire.ts";
import type { KeyRotateOptions } from "./commands/keys-rotate.ts";
import type { KeyOptions } from "./keys.ts";
import type { Run } from "./program.ts";

const ALGORITHMS = ["EdDSA", "ES256", "RS256"] as const satisfies readonly AsymmetricAlgorithm[];

export function addKeyCommands(program: Command, run: Run): void {
  const keys = program.command("keys").description("make, list, rotate and retire the keys of access tokens");
  keys
    .command("generate")
    .description(
      "make a key: the first of its algorithm is active, a later one waits for `wafer keys rotate`",
    )
    .addOption(algorithmOption())
    .action((options: KeyOptions) =>
      run(async (terminal) => (await import("./commands/keys-generate.ts")).keysGenerate(terminal, options)),
    );
  keys
    .command("list")
    .description("list keys, oldest first")
    .action(() => run(async (terminal) => (await import("./commands/keys-list.ts")).keysList(terminal)));
  keys
    .command("rotate")
    .description(
      "sign with the next key, which every server has known for 10 s; make one where there is none",
    )
    .addOption(algorithmOption())
    .option("--wait", "wait until servers know the next key, instead of asking to come again")
    .action((options: KeyRotateOptions) =>
      run(async (terminal) => (await import("./commands/keys-rotate.ts")).keysRotate(terminal, options)),
    );
  keys
    .command("retire <kid>")
    .description("end a key that does not sign; the active one ends by `wafer keys rotate`")
    .option("--now", "end a retired key before its tokens have expired, as when it was stolen")
    .action((kid: string, options: KeyRetireOptions) =>
      run(async (terminal) => (await import("./commands/keys-retire.ts")).keysRetire(terminal, kid, options)),
    );
}

function algorithmOption(): Option {
  return new Option("--algorithm <name>", "algorithm of the key; default: the setting `algorithm`").choices(
    ALGORITHMS,
  );
}
