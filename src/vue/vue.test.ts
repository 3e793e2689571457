import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createSSRApp, h, nextTick, watchEffect } from "vue";
import { renderToString } from "vue/server-renderer";
import { createMemoryHistory, createRouter } from "vue-router";
import { createAuth, requireUser, useAuth } from "./index.ts";

const Page = { render: () => h("p", useAuth().state.value.status) };

function makeApp(auth = createAuth()) {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: "/:page*", component: Page }],
  });
  router.beforeEach(requireUser({ signIn: "/sign-in" }));
  return { auth, router, app: createSSRApp(Page).use(auth) };
}

/** Answers GET /me as one who is signed in would hear it. */
async function serveUser(id: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "application/json").end(JSON.stringify({ user: { id } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("useAuth", () => {
  it("says in a sentence that the plugin is missing", async () => {
    const sentence = /^useAuth\(\) and requireUser\(\) found no auth\. Call app\.use\(createAuth\(\)\)/;
    expect(() => useAuth()).toThrow(sentence);
    vi.spyOn(console, "warn").mockImplementation(() => {});
    await expect(renderToString(createSSRApp(Page))).rejects.toThrow(sentence);
    await expect(requireUser({ signIn: "/sign-in" })({ path: "/", fullPath: "/" })).rejects.toThrow(sentence);
  });

  it("gives watchers each change of the state", async () => {
    const { client, state } = createAuth({ baseUrl: await serveUser("1") });
    const seen: string[] = [];
    watchEffect(() => seen.push(state.value.status));
    await client.getUser();
    await nextTick();
    expect(seen).toEqual(["unknown", "signed-in"]);
    expect(state.value).toBe(client.state);
  });
});

describe("where pages are rendered on a server", () => {
  it("each app has a state of its own", async () => {
    const [first, second] = [makeApp(createAuth({ baseUrl: await serveUser("1") })), makeApp()];
    await first.auth.client.getUser();
    expect(await renderToString(first.app)).toBe("<p>signed-in</p>");
    expect(await renderToString(second.app)).toBe("<p>unknown</p>");
  });

  it("the guard lets through and asks nothing, as there are no cookies to ask with", async () => {
    const { app, router } = makeApp();
    app.use(router);
    await router.push("/notes");
    expect(router.currentRoute.value.fullPath).toBe("/notes");
    expect(await renderToString(app)).toBe("<p>unknown</p>");
  });
});
