import { expect, it, onTestFinished } from "vitest";
import type { SettingsInput } from "../../src/index.ts";
import { SECRET, serve, type TestServer } from "./serve.ts";

const NEXT = "9wVbQ2mXr7TzLk4NcEy1HfUd8GsJaP0oRi5tKx3BqWe";

/** The statuses that a browser of one server gets at the other: who it is, and a refresh. */
async function statusesAt(there: TestServer, from: TestServer): Promise<number[]> {
  const client = (await from.signedIn()).copy(there.url);
  return [(await client.get("/me")).status, (await client.post("/token/refresh")).status];
}

it("J-22 a new secret costs no 401 where each of two servers accepts it before one signs with it", async () => {
  const first = await serve();
  onTestFinished(() => first.close());
  const start = async (settings: SettingsInput) => {
    const server = await serve(settings, { folder: first.folder });
    onTestFinished(() => server.close());
    return server;
  };
  const ready = await start({ secret: SECRET, secretFallbacks: [NEXT] });
  const changed = await start({ secret: NEXT, secretFallbacks: [SECRET] });
  expect(await statusesAt(ready, changed)).toEqual([200, 200]);
  expect(await statusesAt(changed, ready)).toEqual([200, 200]);
  expect(await statusesAt(first, changed)).toEqual([401, 401]);
});
