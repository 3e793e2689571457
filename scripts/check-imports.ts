import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

/** The floors of the house, from the ground up: a file may import from its own floor's own room and from floors below. */
const FLOORS: readonly (readonly string[])[] = [
  [
    "errors.ts",
    "ids.ts",
    "json.ts",
    "log.ts",
    "user.ts",
    "claims.ts",
    "permissions.ts",
    "time.ts",
    "random.ts",
    "safe-next.ts",
    "trim-ows.ts",
  ],
  ["settings", "request"],
  ["cookies", "tokens", "csrf", "cors", "passwords"],
  ["store"],
  ["events", "throttle", "upkeep"],
  ["users", "sessions", "keys"],
  ["groups"],
  ["context.ts"],
  ["issue-tokens.ts"],
  [
    "authenticate.ts",
    "sign-in.ts",
    "current-session.ts",
    "confirm-password.ts",
    "change-password.ts",
    "change-profile.ts",
  ],
  ["admin", "confirm-session.ts"],
  ["routes"],
  ["adapters", "index.ts"],
  ["server"],
  ["cli"],
];

/** Neighbours of one floor that may know each other, one way. */
const NEIGHBOURS: readonly string[] = [
  "csrf -> cookies",
  "request -> settings",
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
  "events -> throttle",
  "upkeep -> events",
];

/** What runs in browsers, or wherever pages are rendered, stands beside the house: its rooms, and what they may know. */
const BROWSER_ROOMS: Readonly<
  Record<string, { readonly types: readonly string[]; readonly values: readonly string[] }>
> = {
  client: { types: ["errors.ts", "routes"], values: [] },
  react: { types: [], values: ["client", "safe-next.ts"] },
  vue: { types: [], values: ["client", "safe-next.ts"] },
  ssr: { types: [], values: ["client", "trim-ows.ts"] },
};

/** An import of it makes Node load all of fetch: see src/routes/status-codes.ts. Its types cost nothing. */
const DEAR = "node:http";

const SOURCE = resolve("src");
const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter(
  (name) => /\.tsx?$/.test(name) && !/\.(test|d)\.tsx?$/.test(name),
);
const wrong = files.flatMap((name) => importsOf(name).flatMap((target) => judge(name, target)));
for (const line of wrong) console.error(line);
console.log(`${files.length} files, ${wrong.length} imports against the direction of the house`);
process.exitCode = wrong.length === 0 ? 0 : 1;

interface Import {
  /** The file, from src; a package by its name. */
  readonly to: string;
  readonly isType: boolean;
}

function importsOf(name: string): Import[] {
  const folder = dirname(resolve(SOURCE, name));
  const text = readFileSync(resolve(SOURCE, name), "utf8");
  const statement = /(?:(?:import|export)\s+(type\s)?[\w*{][^;"()]*?from|import\s*\(?)\s*"([^"]+)"/g;
  return [...text.matchAll(statement)].map(([, type, path = ""]) => ({
    to: path.startsWith(".") ? relative(SOURCE, resolve(folder, path)) : path,
    isType: type !== undefined,
  }));
}

function judge(from: string, { to, isType }: Import): string[] {
  const [fromRoom, toRoom] = [roomOf(from), roomOf(to)];
  if (fromRoom === toRoom) return [];
  const browserRoom = BROWSER_ROOMS[fromRoom];
  if (browserRoom !== undefined) {
    if (browserRoom.values.includes(toRoom) || (isType && browserRoom.types.includes(toRoom))) return [];
    return [`src/${from} imports ${to}: ${fromRoom} stands beside the house and may know its types at most`];
  }
  if (to === DEAR && !isType)
    return [`src/${from} imports ${DEAR}: take what it needs as src/routes/status-codes.ts does`];
  if (!existsSync(resolve(SOURCE, to))) return [];
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
