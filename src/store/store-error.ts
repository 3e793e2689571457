/** Why a database cannot be used: what is wrong, why, and what to do. `{path}` and `{reason}` are filled in. */
const MESSAGES = {
  read_only:
    "The database {path} cannot be written: {reason}. Give the user this process runs as write permission on the file and its folder, or choose another path.",
  disk_full:
    "The database {path} cannot grow: {reason}. Free space on its disk; nothing half-written was kept.",
  not_migrated: "The database {path} is not up to date: {reason}. Run `wafer migrate`.",
  newer_database:
    "The database {path} was made by a newer version of wafer-auth: {reason}. Install that version, or restore a backup.",
  no_database:
    "There is no database {path}: {reason}. Check the folder you are in and DATABASE_URL; `wafer migrate` makes one, and in development so do `wafer serve` and `wafer createsuperuser`.",
  cannot_open:
    "The database {path} cannot be opened: {reason}. Check that the path names a file in a folder this process may use.",
  corrupt:
    "The database {path} is damaged or is not a SQLite file: {reason}. Restore a backup or choose another path.",
  busy: "The database {path} stayed locked by another process: {reason}. Try again; if it lasts, find the process that holds it.",
} as const;

/** Why a database cannot be used. */
export type StoreErrorCode = keyof typeof MESSAGES;

/** The database cannot be used. The message says what, why and what to do, and names the path: for logs, not for clients. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;
  readonly path: string;

  constructor(code: StoreErrorCode, path: string, reason: string, options: { cause?: unknown } = {}) {
    // Replacers are functions: in text, `$&` and its like would be read as patterns.
    const message = MESSAGES[code].replace("{path}", () => path).replace("{reason}", () => reason);
    super(message, options);
    this.code = code;
    this.path = path;
  }
}

/** Codes by how they begin: SQLite's extended codes (SQLITE_BUSY_SNAPSHOT) and the system's. */
const CAUSES: readonly (readonly [RegExp, StoreErrorCode])[] = [
  [/^SQLITE_READONLY/, "read_only"],
  [/^(EACCES|EPERM|EROFS)$/, "read_only"],
  [/^(SQLITE_FULL|ENOSPC|EDQUOT|EFBIG)$/, "disk_full"],
  [/^SQLITE_CANTOPEN/, "cannot_open"],
  [/^(ENOENT|ENOTDIR|EISDIR|EEXIST|ENAMETOOLONG|ELOOP)$/, "cannot_open"],
  [/^(SQLITE_CORRUPT|SQLITE_NOTADB)/, "corrupt"],
  [/^SQLITE_BUSY/, "busy"],
];

/** The {@link StoreError} behind a SQLite or system error, or null for any other error (a constraint, a bug). */
export function toStoreError(error: unknown, path: string): StoreError | null {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  const match = CAUSES.find(([pattern]) => pattern.test(code));
  return match === undefined ? null : new StoreError(match[1], path, reasonOf(error, code), { cause: error });
}

/** The code of a SQLite or system error ("SQLITE_BUSY", "EACCES"), or "" where there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** System errors repeat code, call and path in their message; the words in between are enough. */
function reasonOf(error: unknown, code: string): string {
  const words =
    error instanceof Error ? error.message.replace(`${code}: `, "").replace(/, \w+ '.*$/s, "") : "";
  return `${words} (${code})`;
}
