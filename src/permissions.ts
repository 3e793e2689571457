/** What the admin shows, and what may be done to it, as in Django: a permission names one of each. */
export const THINGS = ["users", "groups", "sessions", "events", "keys"] as const;
export const ACTIONS = ["view", "add", "change", "delete"] as const;

/** A permission to do something in the admin: "users.view". */
export type Permission = `${(typeof THINGS)[number]}.${(typeof ACTIONS)[number]}`;

/** Every permission there is. */
export const PERMISSIONS: readonly Permission[] = THINGS.flatMap((thing) =>
  ACTIONS.map((action) => `${thing}.${action}` as const),
);

export function isPermission(text: string): text is Permission {
  return (PERMISSIONS as readonly string[]).includes(text);
}
