import type { CustomClaims } from "../claims.ts";

/** A kind of token is data. `typ` follows RFC 9068 (at+jwt), so that no kind can be taken for another. */
export const tokenKinds = {
  access: { type: "access", typ: "at+jwt" },
  refresh: { type: "refresh", typ: "rt+jwt" },
  /** Access and refresh token in one (docs/decisions/0010). */
  sliding: { type: "sliding", typ: "st+jwt" },
} as const;

export type TokenKind = keyof typeof tokenKinds;

/** What a token is shown for: to open a request, or to be refreshed. */
export type TokenUse = "access" | "refresh";

/** What a token says, under our names for the claims, whatever the settings call them in the token. Times are whole seconds since 1970 (RFC 7519 section 4.1). */
export interface Claims extends CustomClaims {
  readonly token_type: TokenKind;
  readonly user_id: string;
  /** The session, and its generation when the token was made. */
  readonly sid: string;
  readonly gen: number;
  /** Grows when what the token says of its user becomes old; none: 0. */
  readonly ver?: number;
  /** The session may do nothing but choose a new password. Who verifies tokens by themselves must refuse it. */
  readonly must_change_password?: true;
  readonly iat: number;
  readonly exp: number;
  /** Until when a sliding token can be refreshed. */
  readonly refresh_exp?: number;
  readonly jti: string;
  readonly iss?: string;
  readonly aud?: string;
}
