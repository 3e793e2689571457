import { listKeys } from "../../keys/create-key.ts";
import { describeKey } from "../../keys/describe-key.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { formatTable } from "../format.ts";
import type { Terminal } from "../terminal.ts";
import { withUsers } from "../with-store.ts";

const COLUMNS = ["kid", "algorithm", "status", "createdAt", "activatedAt", "retiredAt", "endsAt"] as const;

/** @throws {SettingsError | StoreError} */
export function keysList(terminal: Terminal): Promise<ExitCode> {
  return withUsers(terminal, async ({ store, now }) => {
    const keys = (await listKeys(store.db)).map((row) => describeKey(row, now()));
    if (terminal.isJson) for (const key of keys) terminal.printJson(key);
    else if (keys.length > 0) terminal.print(formatTable(COLUMNS, keys));
    if (keys.length === 0) terminal.say("No keys yet. Make one: wafer keys generate --algorithm EdDSA");
    return EXIT.ok;
  });
}
