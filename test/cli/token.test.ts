import { describe, expect, it } from "vitest";
import { newPlace, wafer, waferOnTerminal } from "./wafer.ts";

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const now = Math.floor(Date.now() / 1000);
const CLAIMS = { token_type: "access", user_id: "u1", exp: now - 3 * 86_400, iat: now + 7200, roles: ["a"] };
const TOKEN = `${part({ alg: "HS256", typ: "at+jwt" })}.${part(CLAIMS)}.c2lnbmF0dXJl`;

describe("token decode", () => {
  it("tells header, claims and times in words from stdin, and that nothing was verified", async () => {
    const { code, stdout, stderr } = await wafer(newPlace(), ["token", "decode"], { input: `${TOKEN}\n` });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Header\n {2}alg +HS256\n {2}typ +at\+jwt\n\nClaims\n {2}token_type +access\n/);
    expect(stdout).toContain('roles       ["a"]\n');
    expect(stdout).toMatch(/Times\n {2}issued +\S+Z, in [12] hours?\n {2}expires +\S+Z, 3 days ago\n$/);
    expect(stderr).toMatch(/^Warning: Nothing was verified: .*\n$/);
  });

  it("tells the same as data with --json, from - and after Bearer", async () => {
    const args = ["token", "decode", "-", "--json"];
    const { stdout } = await wafer(newPlace(), args, { input: `Bearer ${TOKEN}` });
    expect(JSON.parse(stdout)).toMatchObject({
      header: { alg: "HS256" },
      claims: CLAIMS,
      times: { expires: expect.stringContaining("3 days ago") },
      isVerified: false,
    });
  });

  it("tells until when a sliding token can be refreshed", async () => {
    const input = `${part({ alg: "HS256" })}.${part({ exp: now, refresh_exp: now - 86_400 })}.x`;
    const { stdout } = await wafer(newPlace(), ["token", "decode"], { input });
    expect(stdout).toMatch(/\n {2}refreshable until +\S+Z, 1 day ago\n$/);
  });

  it("asks for it on a terminal, without showing it", async () => {
    const screen = waferOnTerminal(newPlace(), "token decode");
    await screen.see("Token: ");
    screen.type(`${TOKEN}\r`);
    expect(await screen.ended).toBe(0);
    expect(screen.shown()).toContain("HS256");
    expect(screen.shown()).not.toContain(TOKEN);
  });

  it("warns of the shell's history where the token is an argument", async () => {
    const { code, stderr } = await wafer(newPlace(), ["token", "decode", TOKEN]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("in its history")]);
  });

  it.each([
    ["nothing", "", "1 of the three parts"],
    ["an encrypted one", "a.b.c.d.e", "encrypted"],
    ["a header that is no JSON", `secretpart.${part({})}.x`, "header part is not a JSON object"],
    ["claims that are a list", `${part({})}.${part([])}.x`, "claims part is not a JSON object"],
    ["claims that are no base64url", `${part({})}.a+b.x`, "claims part is not base64url"],
  ])("says why it cannot read %s, and repeats none of it", async (_what, input, reason) => {
    const { code, stdout, stderr } = await wafer(newPlace(), ["token", "decode"], { input });
    expect([code, stdout, stderr]).toEqual([1, "", expect.stringContaining(reason)]);
    expect(stderr).not.toContain("secretpart");
  });

  it("shows no control character of a stranger's token", async () => {
    const input = `${part({ "a\u001b[2J": "b\u001b[31m" })}.${part({ c: ["\u202e"] })}.x`;
    const { stdout } = await wafer(newPlace(), ["token", "decode"], { input });
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
  });
});
