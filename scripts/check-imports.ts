import { readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

/** The floors of the house, from the ground up: a file may import from its own floor's own room and from floors below. */
const FLOORS: readonly (readonly string[])[] = [
  ["errors.ts", "ids.ts", "json.ts", "log.ts", "user.ts", "claims.ts"],
  ["settings", "request"],
  ["cookies", "tokens", "csrf", "cors", "passwords"],
  ["store"],
  ["events", "throttle", "upkeep"],
  ["users", "sessions", "keys"],
  ["context.ts"],
  [
    "issue-tokens.ts",
    "authenticate.ts",
    "sign-in.ts",
    "current-session.ts",
    "confirm-password.ts",
    "change-password.ts",
    "change-profile.ts",
  ],
  ["routes"],
  ["adapters", "index.ts"],
  ["server"],
  ["cli"],
];

/** Neighbours of one floor that may know each other, one way. */
const NEIGHBOURS: readonly string[] = [
  "csrf -> cookies",
  "request -> settings",
  "sign-in.ts -> issue-tokens.ts",
  "change-password.ts -> issue-tokens.ts",
  "confirm-password.ts -> sign-in.ts",
  "change-password.ts -> authenticate.ts",
  "change-password.ts -> sign-in.ts",
  "change-password.ts -> current-session.ts",
  "change-password.ts -> confirm-password.ts",
  "change-profile.ts -> authenticate.ts",
  "change-profile.ts -> sign-in.ts",
  "change-profile.ts -> current-session.ts",
  "change-profile.ts -> confirm-password.ts",
  "current-session.ts -> sign-in.ts",
  "users -> sessions",
];

const SOURCE = resolve("src");
const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.endsWith(".d.ts"),
);
const wrong = files.flatMap((name) => importsOf(name).flatMap((target) => judge(name, target)));
for (const line of wrong) console.error(line);
console.log(`${files.length} files, ${wrong.length} imports against the direction of the house`);
process.exitCode = wrong.length === 0 ? 0 : 1;

function importsOf(name: string): string[] {
  const file = resolve(SOURCE, name);
  return [...readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, path]) =>
    relative(SOURCE, resolve(dirname(file), path ?? "")),
  );
}

function judge(from: string, to: string): string[] {
  const [fromRoom, toRoom] = [roomOf(from), roomOf(to)];
  if (fromRoom === toRoom) return [];
  const [fromFloor, toFloor] = [floorOf(fromRoom), floorOf(toRoom)];
  if (fromFloor === -1 || toFloor === -1)
    return [`src/${from}: ${fromFloor === -1 ? fromRoom : toRoom} has no floor in scripts/check-imports.ts`];
  if (toFloor < fromFloor || NEIGHBOURS.includes(`${fromRoom} -> ${toRoom}`)) return [];
  return [`src/${from} imports src/${to}: ${fromRoom} stands below ${toRoom}`];
}

function roomOf(path: string): string {
  return path.split("/")[0] ?? path;
}

function floorOf(room: string): number {
  return FLOORS.findIndex((floor) => floor.includes(room));
}
