import { timingSafeEqual } from "node:crypto";
import type { AuthContext } from "../context.ts";
import { HOUR } from "../time.ts";
import { countUsers } from "../users/users.ts";

/** Milliseconds a set-up link works. */
const LIFETIME = HOUR;

/** The way in while there are no users: a one-time code that only who reads the terminal knows. */
export interface FirstUser {
  /** The code of the link; null where no link is offered. */
  readonly code: string | null;
  /** Whether there are no users yet. */
  isNeeded(): Promise<boolean>;
  /** Whether the code is right, in time, and there is still no user. */
  accepts(code: string): Promise<boolean>;
}

/** @param offersLink false in production, where logs are kept: the first user is made with `wafer createsuperuser` */
export function createFirstUser(auth: AuthContext, offersLink: boolean): FirstUser {
  const code = offersLink ? auth.random(18).toString("base64url") : null;
  const expiresAt = auth.now() + LIFETIME;
  let someoneExists = false;

  async function isNeeded(): Promise<boolean> {
    if (!someoneExists) someoneExists = (await countUsers(auth.store.db)) > 0;
    return !someoneExists;
  }

  async function accepts(given: string): Promise<boolean> {
    if (code === null || auth.now() > expiresAt) return false;
    const expected = Buffer.from(code);
    const actual = Buffer.from(given);
    return actual.length === expected.length && timingSafeEqual(actual, expected) && (await isNeeded());
  }

  return { code, isNeeded, accepts };
}
