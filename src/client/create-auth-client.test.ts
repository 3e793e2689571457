import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { PASSWORD, serve, type TestServer } from "../../test/http/serve.ts";
import { AuthClientError, createAuthClient } from "./index.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => error,
  );

describe("the client where there is no page", () => {
  it("is made without an address, and asks for one when it is used", async () => {
    const auth = createAuthClient();
    expect(auth.state.status).toBe("unknown");
    await expect(auth.getUser()).rejects.toThrow(TypeError);
  });

  it("finds nobody signed in", async () => {
    const auth = createAuthClient({ baseUrl: server.url });
    expect(await auth.getUser()).toBeNull();
    expect(auth.state).toEqual({ status: "signed-out", user: null, reason: null });
    expect((await auth.fetch("/me")).status).toBe(401);
  });

  it("tells of the cookies that Node does not keep", async () => {
    const auth = createAuthClient({ baseUrl: server.url });
    const error = await failureOf(auth.signIn({ username: "ada", password: PASSWORD }));
    expect(error).toBeInstanceOf(AuthClientError);
    expect(error).toMatchObject({ code: "cookies_blocked", status: 200 });
    expect(JSON.stringify(error) + String(error)).not.toContain(PASSWORD);
  });

  it("keeps one user's state from another's client", async () => {
    const [one, other] = [
      createAuthClient({ baseUrl: server.url }),
      createAuthClient({ baseUrl: server.url }),
    ];
    await one.getUser();
    expect(other.state.status).toBe("unknown");
  });

  it("finds nothing where the API is not mounted", async () => {
    const auth = createAuthClient({ baseUrl: `${server.url}/elsewhere` });
    expect(await failureOf(auth.getUser())).toMatchObject({ code: "not_found", status: 404 });
  });

  it("is a network_error when nobody listens", async () => {
    const auth = createAuthClient({ baseUrl: "http://127.0.0.1:9" });
    expect(await failureOf(auth.getUser())).toMatchObject({ code: "network_error", status: 0 });
    expect(auth.state.status).toBe("unknown");
  });

  it.each([
    ["200", "<h1>Welcome</h1>", "text/html"],
    ["200", "null", "application/json"],
    ["200", '{"user":{}}', "application/json"],
    ["502", "<h1>Bad gateway</h1>", "text/html"],
  ])("takes what is no answer of Wafer's for unexpected_answer: %s %s", async (status, body, type) => {
    const other = createServer((_request, response) => {
      response.writeHead(Number(status), { "content-type": type }).end(body);
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const auth = createAuthClient({ baseUrl: `http://127.0.0.1:${port}` });
    const calls = [auth.getUser(), auth.refresh(), auth.signIn({ username: "ada", password: PASSWORD })];
    for (const failure of await Promise.all(calls.map(failureOf)))
      expect(failure).toMatchObject({ code: "unexpected_answer" });
    expect(auth.state.status).toBe("unknown");
  });
});
