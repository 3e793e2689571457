import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PASSWORD, serve } from "../http/serve.ts";
import {
  expire,
  inEach,
  newProfile,
  outcome,
  signedInTabs,
  signIn,
  stateOf,
  useWorld,
  type Verified,
} from "./client-world.ts";

const world = useWorld();

describe("signing in and out", () => {
  it("goes on after a reload, and ends with no cookie left", async () => {
    const { first, context } = await signedInTabs(world(), 1);
    await first.reload();
    expect(await stateOf(first)).toEqual({ status: "unknown", user: null, reason: null });
    expect(await outcome(first, "auth.getUser()")).toMatchObject({ value: { username: "ada" } });
    expect(await outcome(first, "auth.signOut()")).toEqual({ value: null });
    expect(await stateOf(first)).toEqual({ status: "signed-out", user: null, reason: "signed_out" });
    expect(await context.cookies()).toEqual([]);
  });

  it("is refused with the server's code and its sentence, and refreshes nothing", async () => {
    const { tab, count } = await newProfile(world());
    const refused = await signIn(await tab(), "ada", "wrong wrong wrong");
    expect(refused).toMatchObject({ isOurs: true, code: "bad_credentials", status: 401 });
    expect(refused.message).toBe("The user name or the password is wrong.");
    expect(count("POST /token/refresh")).toBe(0);
  });

  it.each([
    ["the API's own origin", () => ({ page: world().frontEnd.origin, baseUrl: "" }), 0],
    ["another port", () => ({ page: world().frontEnd.origin, baseUrl: world().api }), 0],
    ["another host", () => ({ page: world().otherHost.frontEnd, baseUrl: world().otherHost.api }), 1],
  ])("works from %s, and finds a CSRF token after a reload", async (_where, addresses, asked) => {
    const { page, baseUrl } = addresses();
    const { first, count } = await signedInTabs(world(), 1, { baseUrl }, page);
    await first.reload();
    expect(await outcome(first, "auth.getUser()")).toMatchObject({ value: { username: "ada" } });
    expect(await outcome(first, "post('/token/verify')")).toMatchObject({ value: { status: 200 } });
    expect(count("GET /csrf")).toBe(asked);
    expect(await outcome(first, "auth.signOut()")).toEqual({ value: null });
  });

  it("lists the sessions, ends one, changes the password and signs out everywhere", async () => {
    const { server } = world();
    await server.addUser({ username: "carol" });
    const tab = await (await newProfile(world())).tab();
    await signIn(tab, "carol");
    const elsewhere = await server.signedIn("carol");
    const { value } = await outcome<{ id: string; isCurrent: boolean }[]>(tab, "auth.sessions()");
    expect(value?.map(({ isCurrent }) => isCurrent)).toEqual([true, false]);
    expect(await outcome(tab, `auth.endSession("${value?.[1]?.id}")`)).toEqual({ value: null });
    expect((await elsewhere.get("/me")).status).toBe(401);
    const change = (currentPassword: string) => {
      const passwords = JSON.stringify({ currentPassword, newPassword: "plum harbour sunday" });
      return outcome(tab, `auth.changePassword(${passwords})`);
    };
    expect(await change("not it at all")).toMatchObject({ code: "wrong_password", status: 400 });
    expect(await change(PASSWORD)).toMatchObject({ value: { username: "carol" } });
    expect(await outcome(tab, "auth.signOutEverywhere()")).toEqual({ value: null });
    expect(await stateOf(tab)).toMatchObject({ status: "signed-out", reason: "signed_out" });
  });

  it("signs out by ending the session of this tab", async () => {
    const { first } = await signedInTabs(world(), 1);
    const end = "auth.sessions().then(([current]) => auth.endSession(current.id))";
    expect(await outcome(first, end)).toEqual({ value: null });
    expect(await stateOf(first)).toMatchObject({ status: "signed-out" });
  });

  it("keeps one frozen snapshot until something changes, and tells of that once", async () => {
    const { first } = await signedInTabs(world(), 1);
    const told = await first.evaluate(`(async () => {
      let heard = 0;
      const stop = auth.subscribe(() => heard++);
      const { state } = auth;
      await auth.refresh();
      await auth.getUser();
      const isSame = state === auth.state;
      await auth.signOut();
      stop();
      return { isSame, heard, isFrozen: Object.isFrozen(state) && Object.isFrozen(state.user) };
    })()`);
    expect(told).toEqual({ isSame: true, heard: 1, isFrozen: true });
  });
});

describe("a browser that does not keep the cookies", () => {
  it.each([
    ["a plain http host", () => ({ page: world().plainHost, baseUrl: "" })],
    ["another site than the API's", () => ({ page: world().otherSite, baseUrl: world().api })],
  ])("is told so at sign-in, on %s, and nothing loops", async (_where, addresses) => {
    const { page, baseUrl } = addresses();
    const { tab, requests } = await newProfile(world(), page);
    const first = await tab({ baseUrl });
    const failed = await signIn(first);
    expect(failed).toMatchObject({ isOurs: true, code: "cookies_blocked", status: 200 });
    expect(failed.message).toContain("serve page and API from one site over https or localhost");
    const calls = requests.filter((call) => /^(POST|GET) \/(login|me|token)/.test(call));
    expect(calls).toEqual(["POST /login", "GET /me"]);
    expect(await outcome(first, "auth.getUser()")).toEqual({ value: null });
    expect(await stateOf(first)).toEqual({ status: "signed-out", user: null, reason: null });
  });
});

describe("a refresh whose answer never arrives", () => {
  it("is asked for once more, and nobody is signed out", async () => {
    const { first } = await signedInTabs(world(), 1, { timeout: 400 });
    await expire(world());
    let refreshes = 0;
    world().frontEnd.fate = (call) =>
      call === "POST /token/refresh" && refreshes++ === 0 ? "swallowed" : "through";
    expect(await outcome(first, "post('/token/verify')")).toMatchObject({ value: { status: 200 } });
    expect(refreshes).toBe(2);
  });

  it("is a network_error the second time; the lock is free, the state stays, the next call goes through", async () => {
    const { first, tabs } = await signedInTabs(world(), 2, { timeout: 400 });
    await expire(world());
    world().frontEnd.fate = (call) => (call === "POST /token/refresh" ? "swallowed" : "through");
    const failed = await outcome(first, "auth.fetch('/me')");
    expect(failed).toMatchObject({ isOurs: true, code: "network_error", status: 0, retryAfter: null });
    expect((await stateOf(first)).status).toBe("signed-in");
    world().frontEnd.fate = () => "through";
    const answers = await inEach<Verified>(tabs, "post('/token/verify')");
    expect(answers.map(({ value }) => value?.status)).toEqual([200, 200]);
  });
});

describe("a server that is busy or away", () => {
  it.each([
    ["a proxy's 503", { status: 503 }, "unexpected_answer"],
    ["503", { status: 503, code: "server_busy" }, "server_busy"],
    ["429", { status: 429, code: "too_many_logins" }, "too_many_logins"],
  ])("signs nobody out with %s to a refresh, and tells how long to wait", async (_kind, refusal, code) => {
    const { first } = await signedInTabs(world(), 1, {});
    await expire(world());
    world().frontEnd.fate = (call) =>
      call === "POST /token/refresh" ? { ...refusal, retryAfter: "7" } : "through";
    const failed = await outcome(first, "auth.fetch('/me')");
    expect(failed).toMatchObject({ isOurs: true, code, status: refusal.status, retryAfter: 7 });
    expect((await stateOf(first)).status).toBe("signed-in");
  });

  it("signs nobody out with a restart in between", async () => {
    const { frontEnd, server } = world();
    const folder = mkdtempSync(join(tmpdir(), "wafer-restart-"));
    const settings = { trustedOrigins: [frontEnd.origin] };
    const before = await serve(settings, { folder });
    await before.addUser({ username: "ada" });
    frontEnd.api = before.url;
    const { first } = await signedInTabs(world(), 1, {});
    await before.close();
    for (const call of ["auth.getUser()", "auth.refresh()", "auth.signOut()"])
      expect(await outcome(first, call)).toMatchObject({ isOurs: true, code: "network_error", status: 0 });
    expect(await outcome(first, "auth.fetch('/me')")).toMatchObject({ isOurs: false, name: "TypeError" });
    expect((await stateOf(first)).status).toBe("signed-in");
    const after = await serve(settings, { folder });
    frontEnd.api = after.url;
    expect(await outcome(first, "post('/token/verify')")).toMatchObject({ value: { status: 200 } });
    await after.close();
    frontEnd.api = server.url;
    rmSync(folder, { recursive: true });
  });
});

describe("a clock", () => {
  it("that is hours ahead makes one refresh, not one for each request", async () => {
    const { first, count } = await signedInTabs(world(), 1);
    await first.evaluate("shift.ms += 36e6");
    for (let call = 0; call < 3; call++) await outcome(first, "auth.fetch('/me')");
    expect(count("POST /token/refresh")).toBe(1);
    expect(count("GET /me")).toBe(3);
  });

  it("that is hours behind leaves it to the server's 401", async () => {
    const { first, count } = await signedInTabs(world(), 1);
    await expire(world());
    await first.evaluate("shift.ms -= 36e6");
    expect(await outcome(first, "post('/token/verify')")).toMatchObject({ value: { status: 200 } });
    expect(count("POST /token/refresh")).toBe(1);
    expect(count("POST /token/verify")).toBe(2);
  });

  it("that is right saves the request that would fail", async () => {
    const { first, count } = await signedInTabs(world(), 1);
    await expire(world(), [first]);
    expect(await outcome(first, "post('/token/verify')")).toMatchObject({ value: { status: 200 } });
    expect(count("POST /token/verify")).toBe(1);
  });
});
