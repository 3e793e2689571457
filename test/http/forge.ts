import { createHmac } from "node:crypto";
import { createKeyRing } from "../../src/tokens/key-ring.ts";
import type { TokenKind } from "../../src/tokens/kinds.ts";
import { SECRET } from "./serve.ts";

const ring = createKeyRing({ secret: SECRET, secretFallbacks: [] });

export const kidOf = (kind: TokenKind): string => ring.signingKey(kind).kid;

/** A token signed with the server's own key: only what is changed can be the reason for its refusal. */
export interface Forgery {
  /** Whose key signs it. @default "access" */
  readonly kind?: TokenKind;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** The text of the header or the claims in place of their JSON. */
  readonly headerText?: string | Buffer;
  readonly claimsText?: string | Buffer;
}

/** Takes a genuine token and signs it anew with the changes; a member of value undefined is left out. */
export function forge(genuine: string, changes: Forgery = {}): string {
  const { kind = "access" } = changes;
  const header = changes.headerText ?? JSON.stringify({ ...headerOf(genuine), ...changes.header });
  const claims = changes.claimsText ?? JSON.stringify({ ...claimsOf(genuine), ...changes.claims });
  return sign(`${base64url(header)}.${base64url(claims)}`, kind);
}

/** The two parts, and our HMAC over them. */
export function sign(signed: string, kind: TokenKind = "access"): string {
  const mac = createHmac("sha256", ring.signingKey(kind).verifyWith).update(signed).digest("base64url");
  return `${signed}.${mac}`;
}

export const headerOf = (token: string) => partOf(token, 0);
export const claimsOf = (token: string) => partOf(token, 1);

export function base64url(text: string | Buffer): string {
  return Buffer.from(text).toString("base64url");
}

function partOf(token: string, index: number): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[index] ?? "", "base64url").toString()) as Record<
    string,
    unknown
  >;
}
