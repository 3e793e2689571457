import { describe, expect, it } from "vitest";
import {
  expire,
  inEach,
  newProfile,
  outcome,
  signedInTabs,
  signIn,
  signInUnheard,
  stateOf,
  useWorld,
  type Verified,
} from "./client-world.ts";

const world = useWorld();

/** What a browser dispatches when a page may have missed something. */
const WAKING = [
  "dispatchEvent(new Event('online'))",
  "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
  "document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))",
];

describe("tabs of one browser", () => {
  it("wake ten together with an expired token, and one of them refreshes (R-14)", async () => {
    const { tabs, count } = await signedInTabs(world(), 10);
    await expire(world(), tabs);
    await Promise.all(tabs.map((tab) => tab.evaluate("wake()")));
    const users = await inEach<{ username: string }>(tabs, "auth.getUser()");
    expect(users.map(({ value }) => value?.username)).toEqual(Array(10).fill("ada"));
    const states = await Promise.all(tabs.map(stateOf));
    expect(states.map(({ status }) => status)).toEqual(Array(10).fill("signed-in"));
    expect(count("POST /token/refresh")).toBe(1);
  });

  // Once more where it fails: the news of a refresh can reach a tab after the lock does, which then refreshes too.
  it("refresh once for eight calls in each of four, when no clock tells (R-14)", { retry: 1 }, async () => {
    const { tabs, count } = await signedInTabs(world(), 4);
    await expire(world());
    const calls = "Promise.all(Array(8).fill('/token/verify').map(post))";
    const answers = await inEach<Verified[]>(tabs, calls);
    const statuses = answers.map(({ value }) => value?.map(({ status }) => status));
    expect(statuses).toEqual(Array(4).fill(Array(8).fill(200)));
    expect(count("POST /token/refresh")).toBe(1);
  });

  it("refresh really when the retry after another tab's refresh is refused too", async () => {
    const { first, count } = await signedInTabs(world(), 1);
    await expire(world());
    const marker = "{ id: 1e15, userId: auth.state.user.id, expiresAt: 0, reason: null }";
    const call = outcome(first, "post('/token/verify')");
    await first.evaluate(`localStorage.setItem(localStorage.key(0), JSON.stringify(${marker}))`);
    expect(await call).toMatchObject({ value: { status: 200 } });
    expect(count("POST /token/refresh")).toBe(1);
  });

  it("are signed out within a second of one of them", async () => {
    const { first, tabs } = await signedInTabs(world(), 3);
    const start = Date.now();
    await outcome(first, "auth.signOut()");
    for (const tab of tabs) await tab.waitForFunction("auth.state.status === 'signed-out'");
    expect(Date.now() - start).toBeLessThan(1000);
    const states = await Promise.all(tabs.map(stateOf));
    expect(states.map(({ reason }) => reason)).toEqual(Array(3).fill("signed_out"));
  });

  it("coordinate by the channel alone where storage is blocked", async () => {
    const { context, tab, count } = await newProfile(world());
    await context.addInitScript(`Object.defineProperty(window, "localStorage", {
      get() { throw new DOMException("blocked", "SecurityError"); } })`);
    const tabs = [await tab(), await tab(), await tab()] as const;
    await signIn(tabs[0]);
    for (const other of tabs) await other.waitForFunction("auth.state.status === 'signed-in'");
    await expire(world(), tabs);
    const answers = await inEach<Verified>(tabs, "post('/token/verify')");
    expect(answers.map(({ value }) => value?.status)).toEqual([200, 200, 200]);
    expect(count("POST /token/refresh")).toBe(1);
  });

  it("hear by storage events where there is no BroadcastChannel", async () => {
    const { context, tab } = await newProfile(world());
    await context.addInitScript("delete window.BroadcastChannel");
    const [first, second] = [await tab(), await tab()];
    await outcome(second, "auth.getUser()");
    await signIn(first);
    await second.waitForFunction("auth.state.user?.username === 'ada'");
    await outcome(first, "auth.signOut()");
    await second.waitForFunction("auth.state.status === 'signed-out'");
    expect((await stateOf(second)).reason).toBe("signed_out");
  });

  it("are all signed out, with a reason, when the session has ended elsewhere; the caller gets the 401", async () => {
    const { tabs, first, count } = await signedInTabs(world(), 3);
    const elsewhere = await world().server.signedIn("ada");
    await elsewhere.post("/logout/all");
    const refused = { value: { status: 401, code: "token_invalid" } };
    expect(await outcome(first, "post('/token/verify')")).toMatchObject(refused);
    for (const tab of tabs) await tab.waitForFunction("auth.state.status === 'signed-out'");
    expect(await stateOf(first)).toEqual({ status: "signed-out", user: null, reason: "session_ended" });
    expect(await outcome(first, "post('/token/verify')")).toMatchObject({ value: { status: 401 } });
    expect(count("POST /token/refresh")).toBe(1);
    expect(await outcome(first, "auth.refresh()")).toMatchObject({ code: "session_ended", status: 401 });
  });
});

describe("a page that comes back", () => {
  it("asks nothing while its token lasts, and refreshes once when it is over", async () => {
    const { first, requests, count } = await signedInTabs(world(), 1);
    for (const event of WAKING) await first.evaluate(event);
    expect(requests).toEqual([]);
    await expire(world(), [first]);
    for (const event of WAKING) await first.evaluate(event);
    await outcome(first, "auth.getUser()");
    expect(count("POST /token/refresh")).toBe(1);
    expect(count("GET /me")).toBeLessThanOrEqual(1);
  });

  it("shows who signed in while it was away", async () => {
    const { first, context } = await signedInTabs(world(), 1);
    await signInUnheard(world(), context, "bob");
    await first.evaluate("localStorage.setItem(localStorage.key(0), JSON.stringify({ id: 1e15 }))");
    await first.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    await first.waitForFunction("auth.state.user?.username === 'bob'");
  });

  it("hears no more after close()", async () => {
    const { first, tabs, requests } = await signedInTabs(world(), 2);
    await first.evaluate("auth.close()");
    await outcome(tabs.at(-1) ?? first, "auth.signOut()");
    requests.length = 0;
    for (const event of WAKING) await first.evaluate(event);
    expect((await stateOf(first)).status).toBe("signed-in");
    expect(requests).toEqual([]);
  });
});
