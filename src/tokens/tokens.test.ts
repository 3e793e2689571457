import { describe, expect, it } from "vitest";
import { defineSettings } from "../settings/settings.ts";
import type { SettingsInput } from "../settings/table.ts";
import { createKeyRing } from "./key-ring.ts";
import { createTokens } from "./tokens.ts";

const secret = "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE";
const NOW = 1_800_000_000_000;
const subject = {
  id: "s",
  user_id: "u",
  generation: 3,
  version: 0,
  rotated_at: NOW,
  expires_at: NOW + 3_600_000,
};

function tokens(input: SettingsInput = {}, now = () => NOW) {
  const settings = defineSettings({ secret, ...input });
  return createTokens(settings, createKeyRing(settings), now);
}

function claimsIn(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

describe("tokens", () => {
  it("are the same to the byte for the same generation, and differ for the next", () => {
    const twice = [tokens().mint("refresh", subject), tokens().mint("refresh", subject)];
    expect(twice[0]).toEqual(twice[1]);
    const next = tokens().mint("refresh", { ...subject, generation: 4 });
    expect(next.value).not.toBe(twice[0]?.value);
    expect(claimsIn(next.value)["jti"]).not.toBe(claimsIn(twice[0]?.value ?? "")["jti"]);
  });

  it("carry the claims under the names of the settings, and are read back under ours", () => {
    const renamed = tokens({ userIdClaim: "uid", tokenTypeClaim: "kind", jtiClaim: "id" });
    const { value } = renamed.mint("access", subject);
    expect(claimsIn(value)).toMatchObject({ uid: "u", kind: "access", id: expect.any(String) });
    expect(Object.keys(claimsIn(value))).not.toContain("user_id");
    expect(renamed.verify("access", value)).toMatchObject({
      ok: true,
      claims: { user_id: "u", token_type: "access", sid: "s", gen: 3 },
    });
    expect(tokens().verify("access", value)).toMatchObject({ ok: false, reason: "claims" });
  });

  it("from the cache of verified ones expire all the same (CVE-2026-35039 class)", () => {
    let now = NOW;
    const short = tokens({ accessTokenLifetime: "1m" }, () => now);
    const { value } = short.mint("access", subject);
    expect(short.verify("access", value).ok).toBe(true);
    now += 60_000;
    expect(short.verify("access", value)).toMatchObject({ ok: false, reason: "expired" });
  });

  it("are shared by requests, so that none can change what the next is told, however deep it lies", () => {
    const shared = tokens();
    const custom = { roles: ["viewer"], org: { plans: [{ name: "free" }] }, none: null };
    const { value } = shared.mint("access", subject, custom);
    const first = shared.verify("access", value);
    if (!first.ok) throw new Error(first.reason);
    const claims = first.claims as unknown as typeof custom;
    expect(() => claims.roles.push("admin")).toThrow(TypeError);
    expect(() => Object.assign(claims.org.plans[0] ?? {}, { name: "paid" })).toThrow(TypeError);
    expect(shared.verify("access", value)).toMatchObject({ claims: custom });
  });

  it("end with the lifetime in force, also when it was longer at their making", () => {
    const { value } = tokens({ accessTokenLifetime: "1h" }).mint("access", subject);
    const shortened = tokens({ accessTokenLifetime: "1m" }, () => NOW + 60_000);
    expect(shortened.verify("access", value)).toMatchObject({ ok: false, reason: "expired" });
  });

  it("never outlive the session", () => {
    const { expiresAt } = tokens().mint("refresh", { ...subject, expires_at: NOW + 10_000 });
    expect(expiresAt).toBe(NOW / 1000 + 10);
  });
});
