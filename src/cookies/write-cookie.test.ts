import { describe, expect, it } from "vitest";
import { AuthError } from "../errors.ts";
import { defineSettings } from "../settings/settings.ts";
import type { SettingsInput } from "../settings/table.ts";
import { type Cookie, writeCookie } from "./write-cookie.ts";

const settingsWith = (input: SettingsInput = {}) =>
  defineSettings({
    secret: "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE",
    origin: "https://app.example.test",
    ...input,
  });
const write = (cookie: Partial<Cookie>, input: SettingsInput = {}) =>
  writeCookie({ name: "a", value: "b", maxAge: 300, httpOnly: true, ...cookie }, settingsWith(input));

describe("writeCookie", () => {
  it("writes Max-Age and never Expires, with the safest attributes", () => {
    expect(write({})).toBe("a=b; Max-Age=300; Path=/; Secure; HttpOnly; SameSite=Lax");
  });

  it("leaves out what the settings leave out, and writes what they name", () => {
    const input = { cookieDomain: "example.test", cookiePath: "/app", cookieSameSite: "None" } as const;
    expect(write({ httpOnly: false }, input)).toBe(
      "a=b; Max-Age=300; Path=/app; Domain=example.test; Secure; SameSite=None",
    );
    expect(write({}, { cookieSecure: false })).not.toContain("Secure");
  });

  it.each([
    [0, 0],
    [-5, 0],
    [1.9, 1],
  ])("writes a Max-Age of %d as %d", (maxAge, written) => {
    expect(write({ maxAge })).toContain(`; Max-Age=${written};`);
  });

  it("C-05 writes a name and value of 4096 bytes together, and throws token_too_large for one more", () => {
    expect(write({ value: "x".repeat(4095) })).toContain("x".repeat(4095));
    const tooLarge = () => write({ value: "x".repeat(4096) });
    expect(tooLarge).toThrow(AuthError);
    expect(tooLarge).toThrow("The a cookie would be 4097 bytes");
  });

  it("C-05 counts bytes, not characters", () => {
    expect(() => write({ value: "é".repeat(2048) })).toThrow("4097 bytes");
  });
});
