import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  expire,
  outcome,
  signedInTabs,
  signIn,
  signInUnheard,
  stateOf,
  useWorld,
  type Verified,
} from "./client-world.ts";

const world = useWorld();

/** An expression of what the statements return, with `client` an attached axios instance. */
function withAxios(statements: string): string {
  return `(async () => {
    const client = axios.create({ baseURL: "${world().api}" });
    const detach = auth.attachTo(client);
    ${statements}
  })()`;
}

const verify = () => withAxios("return (await client.post('/token/verify', {})).status;");

describe("another user in another tab", () => {
  it("shows in the first tab at once, whose requests go on as the new one", async () => {
    const { first, tabs } = await signedInTabs(world(), 2);
    await signIn(tabs.at(-1) ?? first, "bob");
    await first.waitForFunction("auth.state.user?.username === 'bob'");
    const { value } = await outcome<Verified>(first, "post('/token/verify')");
    expect(value).toMatchObject({ status: 200, userId: (await stateOf(first)).user?.id });
  });

  it.each([
    ["fetch", () => "post('/token/verify')"],
    ["axios", verify],
  ])("never has a POST executed that was prepared as the old one, by %s: user_changed", async (_by, call) => {
    const { first, context, count } = await signedInTabs(world(), 1);
    await signInUnheard(world(), context, "bob");
    expect(await outcome(first, call())).toMatchObject({ isOurs: true, code: "user_changed", status: 0 });
    expect(await stateOf(first)).toMatchObject({ status: "signed-in", user: { username: "bob" } });
    expect(count("POST /token/verify")).toBe(1);
    expect(await outcome(first, "post('/token/verify')")).toMatchObject({ value: { status: 200 } });
  });

  it.each([
    ["GET", () => "auth.fetch('/sessions')"],
    ["POST", () => "post('/token/verify')"],
    ["axios", verify],
  ])("has no %s repeated after a refresh that was the new one's", async (_method, call) => {
    const { first, context, requests } = await signedInTabs(world(), 1);
    await signInUnheard(world(), context, "bob");
    await expire(world());
    expect(await outcome(first, call())).toMatchObject({ isOurs: true, code: "user_changed" });
    expect(
      requests.filter((sent) => /sessions|verify/.test(sent) && !sent.startsWith("OPTIONS")),
    ).toHaveLength(1);
    expect(await stateOf(first)).toMatchObject({ user: { username: "bob" } });
  });

  it("is not signed out by the old one's tab", async () => {
    const { first, context } = await signedInTabs(world(), 1);
    await signInUnheard(world(), context, "bob");
    expect(await outcome(first, "auth.signOut()")).toMatchObject({ code: "user_changed" });
    expect(await outcome(first, "auth.getUser()")).toMatchObject({ value: { username: "bob" } });
  });

  it("lends no CSRF token to a request of the old one, on another host than the API", async () => {
    const { otherHost } = world();
    const { first, context, count } = await signedInTabs(
      world(),
      1,
      { baseUrl: otherHost.api },
      otherHost.frontEnd,
    );
    await first.reload();
    await outcome(first, "auth.getUser()");
    await signInUnheard(world(), context, "bob");
    expect(await outcome(first, "post('/token/verify')")).toMatchObject({ code: "user_changed" });
    expect(count("POST /token/verify")).toBe(0);
  });

  it("is not acted for by a tab that shows nobody", async () => {
    const { first, context, count } = await signedInTabs(world(), 1);
    const cookies = await context.cookies();
    await outcome(first, "auth.signOut()");
    await context.addCookies(cookies);
    await signInUnheard(world(), context, "bob");
    expect(await outcome(first, "post('/token/verify')")).toMatchObject({ code: "user_changed" });
    expect(count("POST /token/verify")).toBe(1);
    expect(await stateOf(first)).toMatchObject({ user: { username: "bob" } });
  });
});

describe("a CSRF token that is not taken", () => {
  it("is renewed once, in silence, for all the requests that had it", async () => {
    const { first, context, count } = await signedInTabs(world(), 1);
    await signInUnheard(world(), context, "ada");
    const calls =
      "Promise.all(Array(3).fill('/token/verify').map((path) => post(path).then(({ status }) => status)))";
    expect(await outcome(first, calls)).toEqual({ value: [200, 200, 200] });
    expect(count("POST /token/verify")).toBe(6);
    expect(count("POST /token/refresh")).toBe(0);
  });

  it("is the caller's answer the second time", async () => {
    const { first, count } = await signedInTabs(world(), 1, {});
    world().frontEnd.fate = (call) =>
      call === "POST /token/verify" ? { status: 403, code: "csrf_failed" } : "through";
    expect(await outcome(first, "post('/token/verify')")).toMatchObject({ value: { status: 403 } });
    expect(count("POST /token/verify")).toBe(2);
  });
});

describe("an axios instance", () => {
  it("refreshes and retries once, with the CSRF header, and its own interceptors run once", async () => {
    const { first, count } = await signedInTabs(world(), 1);
    await expire(world());
    const unwrap = "client.interceptors.response.use(({ data }) => data);";
    const call = withAxios(`${unwrap} return client.post('/token/verify', {});`);
    expect(await outcome(first, call)).toMatchObject({ value: { userId: (await stateOf(first)).user?.id } });
    expect(count("POST /token/refresh")).toBe(1);
    expect(count("POST /token/verify")).toBe(2);
  });

  it("gets a new CSRF token once when the session is another one", async () => {
    const { first, context, count } = await signedInTabs(world(), 1);
    await signInUnheard(world(), context, "ada");
    expect(await outcome(first, verify())).toEqual({ value: 200 });
    expect(count("POST /token/verify")).toBe(2);
  });

  it("gets a wrong password as its own error, and refreshes nothing", async () => {
    const { first, count } = await signedInTabs(world(), 1);
    const call = withAxios("return client.post('/login', { username: 'ada', password: 'wrong wrong' });");
    expect(await outcome(first, call)).toMatchObject({ isOurs: false, name: "AxiosError", status: 401 });
    expect(count("POST /token/refresh")).toBe(0);
  });

  it("is as it was once it is detached", async () => {
    const { first } = await signedInTabs(world(), 1);
    const call = withAxios("detach(); return client.post('/token/verify');");
    expect(await outcome(first, call)).toMatchObject({ isOurs: false, name: "AxiosError", status: 401 });
  });
});

/** A server of another origin that answers 401 to everybody, and the headers of what it was sent. */
async function startStranger(): Promise<{ url: string; seen: IncomingHttpHeaders[] }> {
  const seen: IncomingHttpHeaders[] = [];
  const stranger = createServer((incoming, outgoing) => {
    if (incoming.method !== "OPTIONS") seen.push(incoming.headers);
    const allowed = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
    outgoing.writeHead(incoming.method === "OPTIONS" ? 204 : 401, allowed).end();
  });
  await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void stranger.close());
  // Of the cookies' host: only the port tells it from the API.
  return { url: `http://localhost:${(stranger.address() as AddressInfo).port}/`, seen };
}

describe("an address of another origin", () => {
  it("gets no cookie, no CSRF header and no retry, by fetch or axios", async () => {
    const { url, seen } = await startStranger();
    const { first, count } = await signedInTabs(world(), 1);
    const byFetch = `auth.fetch("${url}", { method: "POST" }).then(({ status }) => status)`;
    expect(await outcome(first, byFetch)).toEqual({ value: 401 });
    expect(await outcome(first, withAxios(`return client.post("${url}")`))).toMatchObject({ status: 401 });
    expect(seen).toHaveLength(2);
    for (const headers of seen) {
      expect(headers).not.toHaveProperty("cookie");
      expect(headers).not.toHaveProperty("x-csrftoken");
    }
    expect(count("POST /token/refresh")).toBe(0);
  });

  it("is sent nothing when the API redirects an unsafe request to it", async () => {
    const { url, seen } = await startStranger();
    const { first } = await signedInTabs(world(), 1, {});
    world().frontEnd.fate = (call) => (call === "POST /away" ? { status: 307, location: url } : "through");
    expect(await outcome(first, "post('/away')")).toMatchObject({ isOurs: false, name: "TypeError" });
    expect(seen).toEqual([]);
  });
});
