/**
 * What the admin shows, and what may be done to it, as in Django. Sessions and events come from what people do: nobody
 * adds or changes them, and events are deleted by their age only.
 */
export const ACTIONS_ON = {
  users: ["view", "add", "change", "delete"],
  groups: ["view", "add", "change", "delete"],
  sessions: ["view", "delete"],
  events: ["view"],
  keys: ["view", "add", "change", "delete"],
} as const;

type Thing = keyof typeof ACTIONS_ON;

/** A permission to do something in the admin: "users.view". */
export type Permission = { [T in Thing]: `${T}.${(typeof ACTIONS_ON)[T][number]}` }[Thing];

/** Every permission there is. */
export const PERMISSIONS = Object.entries(ACTIONS_ON).flatMap(([thing, actions]) =>
  actions.map((action) => `${thing}.${action}`),
) as readonly string[] as readonly Permission[];

export function isPermission(text: string): text is Permission {
  return (PERMISSIONS as readonly string[]).includes(text);
}
