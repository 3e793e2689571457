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
  /** For CSRF tokens: the current key first, then those of the fallbacks. */
  readonly csrfKeys: readonly KeyObject[];
  /** For the deterministic token ids. */
  readonly idKey: KeyObject;
}

export function createKeyRing(settings: Pick<Settings, "secret" | "secretFallbacks">): KeyRing {
  const secrets = [settings.secret, ...settings.secretFallbacks];
  const rings = new Map(
    (Object.keys(tokenKinds) as TokenKind[]).map((kind) => {
      const keys = secrets.map((secret) => tokenKey(deriveKey(secret, `${kind}-token`)));
      return [kind, { signing: keys[0], byId: new Map(keys.map((key) => [key.kid, key])) }] as const;
    }),
  );
  return {
    signingKey(kind) {
      const key = rings.get(kind)?.signing;
      if (key === undefined) throw new Error(`no key for ${kind} tokens`);
      return key;
    },
    findKey: (kind, kid) => rings.get(kind)?.byId.get(kid),
    csrfKeys: secrets.map((secret) => createSecretKey(deriveKey(secret, "csrf"))),
    idKey: createSecretKey(deriveKey(settings.secret, "token-id")),
  };
}

function tokenKey(bytes: Buffer): JwsKey {
  const key = createSecretKey(bytes);
  const kid = createHash("sha256").update("kid").update(bytes).digest("base64url").slice(0, 8);
  return { kid, algorithm: "HS256", signWith: key, verifyWith: key };
}
