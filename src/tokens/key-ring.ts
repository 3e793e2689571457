import { createHash, createSecretKey, type KeyObject } from "node:crypto";
import type { Settings } from "../settings/table.ts";
import { deriveKey } from "./derive-key.ts";
import type { JwsKey } from "./jws.ts";
import { type TokenKind, tokenKinds } from "./kinds.ts";

/** The keys of one secret and its fallbacks, one for each purpose, so that no token or MAC serves as another. */
export interface KeyRing {
  /** Signs new tokens of that kind. */
  signingKey(kind: TokenKind): JwsKey;
  /** A key that tokens of that kind may be signed with; undefined for an unknown id. */
  findKey(kind: TokenKind, kid: string): JwsKey | undefined;
  /** Grows when a key that was accepted no longer is: what was verified before must be verified anew. */
  version(): number;
  /** For CSRF tokens: the current key first, then those of the fallbacks. */
  readonly csrfKeys: readonly KeyObject[];
}

/** The pairs of an asymmetric algorithm, held in memory: all that is asked on a request's path. */
export interface AccessKeys {
  signingKey(): JwsKey;
  findKey(kid: string): JwsKey | undefined;
  version(): number;
}

/**
 * @param accessKeys sign access tokens in place of the secret, whose tokens stay acceptable: servers change their
 * algorithm one after the other, and a browser comes with the token of any of them
 */
export function createKeyRing(
  settings: Pick<Settings, "secret" | "secretFallbacks">,
  accessKeys: AccessKeys | null = null,
): KeyRing {
  const secrets = [settings.secret, ...settings.secretFallbacks];
  const rings = new Map(
    (Object.keys(tokenKinds) as TokenKind[]).map((kind) => {
      const keys = secrets.map((secret) => tokenKey(deriveKey(secret, `${kind}-token`)));
      return [kind, { signing: keys[0], byId: new Map(keys.map((key) => [key.kid, key])) }] as const;
    }),
  );
  return {
    signingKey(kind) {
      if (kind === "access" && accessKeys !== null) return accessKeys.signingKey();
      const key = rings.get(kind)?.signing;
      if (key === undefined) throw new Error(`no key for ${kind} tokens`);
      return key;
    },
    findKey: (kind, kid) =>
      rings.get(kind)?.byId.get(kid) ?? (kind === "access" ? accessKeys?.findKey(kid) : undefined),
    version: () => accessKeys?.version() ?? 0,
    csrfKeys: secrets.map((secret) => createSecretKey(deriveKey(secret, "csrf"))),
  };
}

function tokenKey(bytes: Buffer): JwsKey {
  const key = createSecretKey(bytes);
  const kid = createHash("sha256").update("kid").update(bytes).digest("base64url").slice(0, 8);
  return { kid, algorithm: "HS256", signWith: key, verifyWith: key };
}
