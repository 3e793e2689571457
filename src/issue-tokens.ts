import type { AuthContext } from "./context.ts";
import { checkCookieSize } from "./cookies/write-cookie.ts";
import { groupsOf } from "./groups/members.ts";
import type { SessionRow } from "./sessions/session.ts";
import type { Settings } from "./settings/table.ts";
import type { Db } from "./store/store.ts";
import type { MintedToken } from "./tokens/tokens.ts";
import { customClaims } from "./users/custom-claims.ts";
import type { UserRow } from "./users/user.ts";

/** A user and one session of theirs. */
export interface UserSession {
  readonly user: UserRow;
  readonly session: SessionRow;
}

/** What tokens are made from. */
interface TokenOwner extends UserSession {
  /** The names of the user's groups, for claims; empty where the settings have no claims. */
  readonly groups: readonly string[];
}

/** The tokens of one generation of a session. With sliding tokens both are the one token, each with the end of its use. */
export interface IssuedTokens {
  readonly access: MintedToken;
  readonly refresh: MintedToken;
}

/** Somebody who gets tokens. */
export interface SignedIn extends UserSession {
  readonly tokens: IssuedTokens;
}

/**
 * Makes the tokens of a session as it is now.
 *
 * @throws {AuthError} token_too_large when one would not fit into a cookie
 * @throws {TypeError} for claims that no token can carry
 */
export function issueTokens({ user, session, groups }: TokenOwner, auth: AuthContext): IssuedTokens {
  const custom = customClaims(user, groups, auth.settings);
  const access = auth.tokens.mint("access", session, custom);
  const refresh = auth.tokens.mint("refresh", session, custom);
  checkCookieSize({ name: auth.cookieNames.access, value: access.value });
  checkCookieSize({ name: auth.cookieNames.refresh, value: refresh.value });
  return { access, refresh };
}

/**
 * The same, before a session is kept: claims of which no valid token can be made must not leave a session behind that
 * nobody can use.
 *
 * @throws {AuthError | TypeError}
 */
export function issueFirstTokens(owner: TokenOwner, auth: AuthContext): IssuedTokens {
  const tokens = issueTokens(owner, auth);
  if (auth.settings.claims === null) return tokens;
  const verification = auth.tokens.verify("access", tokens.access.value);
  if (verification.ok) return tokens;
  throw new TypeError(
    `The function claims (in the settings) gives what no token can carry: ${verification.reason}.`,
  );
}

/** The groups that the claims of a user may tell of. Nothing is read where the settings have no claims. */
export async function groupsForClaims(
  db: Db,
  userId: string,
  settings: Pick<Settings, "claims">,
): Promise<readonly string[]> {
  return settings.claims === null ? [] : (await groupsOf(db, userId)).map(({ name }) => name);
}
