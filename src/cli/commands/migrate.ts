import { closest } from "../../settings/closest.ts";
import {
  assertMigrated,
  type MigrationStatus,
  type MigrationStep,
  migrateTo,
  migrationStatus,
} from "../../store/migrate.ts";
import type { Store } from "../../store/store.ts";
import { consent } from "../consent.ts";
import { CommandError, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { withStore } from "../with-store.ts";

export interface MigrateOptions {
  readonly plan?: boolean;
  readonly check?: boolean;
  readonly to: string;
}

/** @throws {SettingsError | StoreError | CommandError} */
export function migrate(terminal: Terminal, options: MigrateOptions): Promise<ExitCode> {
  const looks = options.plan === true || options.check === true;
  return withStore(terminal, looks ? "look" : "make", async (store) => {
    const status = await migrationStatus(store);
    if (status.unknown.length > 0) await assertMigrated(store);
    const plan = planOf(status, options.to);
    if (looks) return show(terminal, plan, options.check === true);
    await consentToLoss(terminal, plan);
    return apply(terminal, store, options.to);
  });
}

/** The steps from what is applied to `target`. Names begin with their number, so their order is the alphabet's. */
function planOf({ applied, pending }: MigrationStatus, target: string): MigrationStep[] {
  const names = [...applied, ...pending].sort();
  const wanted = names.slice(0, countUpTo(names, target));
  const up = pending.filter((name) => wanted.includes(name));
  const down = applied.filter((name) => !wanted.includes(name)).reverse();
  return [
    ...down.map((name) => ({ name, direction: "down" }) as const),
    ...up.map((name) => ({ name, direction: "up" }) as const),
  ];
}

function countUpTo(names: readonly string[], target: string): number {
  if (target === "latest") return names.length;
  if (target === "zero") return 0;
  if (names.includes(target)) return names.indexOf(target) + 1;
  const known = ["latest", "zero", ...names];
  const near = closest(target, known);
  const hint = near === null ? `Known: ${known.join(", ")}.` : `Did you mean "${near}"?`;
  throw new CommandError(`There is no migration "${target}". ${hint}`, EXIT.wrongUsage);
}

function show(terminal: Terminal, plan: readonly MigrationStep[], isCheck: boolean): ExitCode {
  if (terminal.isJson) terminal.printJson({ plan });
  else for (const step of plan) terminal.print(`${step.direction === "up" ? "apply" : "undo"} ${step.name}`);
  if (plan.length === 0) terminal.say("No migrations to apply.");
  if (!isCheck || plan.length === 0) return EXIT.ok;
  terminal.say("The database is not up to date. Run `wafer migrate`.");
  return EXIT.databaseUnusable;
}

async function consentToLoss(terminal: Terminal, plan: readonly MigrationStep[]): Promise<void> {
  const undone = plan.filter((step) => step.direction === "down").map((step) => step.name);
  if (undone.length > 0) await consent(terminal, `Undoing ${undone.join(", ")} deletes what they keep.`);
}

async function apply(terminal: Terminal, store: Store, target: string): Promise<ExitCode> {
  const steps = await migrateTo(store, target, ({ name, direction }) => {
    const verb = direction === "up" ? "Applying" : "Undoing";
    terminal.say(`  ${verb} ${name}… ${terminal.paint("green", "OK")}`);
  });
  if (steps.length === 0) terminal.say("No migrations to apply.");
  if (terminal.isJson) terminal.printJson({ steps });
  return EXIT.ok;
}
