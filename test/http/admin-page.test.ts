import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveAdmin } from "./admin.ts";
import { serve, type TestServer } from "./serve.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveAdmin();
});
afterAll(() => server.close());

describe("GET /admin", () => {
  it("is one document at every address, which holds nothing of anybody", async () => {
    const client = await server.signedIn("root");
    const [page, deep, stranger] = [
      await client.get("/admin"),
      await client.get("/admin/users/some-id?tab=x"),
      await server.client().get("/admin"),
    ];
    expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    expect([deep.text, stranger.text]).toEqual([page.text, page.text]);
    expect(page.text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=/);
  });

  it("can be framed by nobody, at the address of any of its pages (W-15)", async () => {
    const pages = readFileSync("admin/src/pages.ts", "utf8");
    const paths = [...pages.matchAll(/path: "([^"]+)"/g)].map(([, path = ""]) =>
      path.replace(":id", "some-id"),
    );
    expect(paths).toContain("/admin/groups/some-id");
    for (const path of paths) {
      const { status, headers } = await server.client().get(path);
      expect([path, status, headers["x-frame-options"]]).toEqual([path, 200, "DENY"]);
      expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    }
  });

  it("is asked for again each time, and not sent again while it is the same", async () => {
    const page = await server.client().get("/admin");
    expect(page.headers["cache-control"]).toBe("no-cache");
    const again = await server.client().get("/admin", { "if-none-match": page.headers["etag"] });
    expect([again.status, again.text]).toEqual([304, ""]);
  });

  it("tells the page how the CSRF cookie and header are called", async () => {
    const own = await serve({ csrfCookieName: "proof", csrfHeaderName: "X-Proof" });
    const { text } = await own.client().get("/admin");
    expect(text).toContain('data-csrf-cookie="proof" data-csrf-header="X-Proof"');
    await own.close();
  });

  it("is not there where the setting admin is off, nor are its files", async () => {
    const own = await serve({ admin: false });
    const { text } = await server.client().get("/admin");
    const script = /src="([^"]+)"/.exec(text)?.[1] ?? "";
    for (const path of ["/admin", "/admin/users", script]) {
      expect([path, (await own.client().get(path)).status]).toEqual([path, 404]);
    }
    await own.close();
  });
});

describe("a file of the page", () => {
  it("goes out compressed to who can read it, plain to others, and none but those of the build", async () => {
    const { text } = await server.client().get("/admin");
    const script = /src="([^"]+)"/.exec(text)?.[1] ?? "";
    const plain = await server.client().get(script);
    expect([plain.status, plain.headers["content-encoding"]]).toEqual([200, undefined]);
    expect(plain.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    const packed = await server.client().get(script, { "accept-encoding": "gzip" });
    expect([packed.headers["content-encoding"], packed.headers["vary"]]).toEqual(["gzip", "Accept-Encoding"]);
    for (const refusal of ["gzip;q=0, identity", "identity, GZIP ; Q=0.000", "br", "notgzip"]) {
      const { headers } = await server.client().get(script, { "accept-encoding": refusal });
      expect([refusal, headers["content-encoding"]]).toEqual([refusal, undefined]);
    }
    for (const leave of ["br, GZIP;q=0.5", "gzip ; q=1.000", "deflate,gzip"]) {
      const { headers } = await server.client().get(script, { "accept-encoding": leave });
      expect([leave, headers["content-encoding"]]).toEqual([leave, "gzip"]);
    }
    const tags = [plain.headers["etag"] ?? "", packed.headers["etag"] ?? ""];
    expect(new Set(tags).size).toBe(2);
    for (const tag of tags) {
      const again = await server.client().get(script, { "accept-encoding": "gzip", "if-none-match": tag });
      expect([again.status, again.headers["etag"]]).toEqual([304, tag]);
    }
    for (const name of ["..%2Findex.html", "..%2f..%2f..%2fpackage.json", "nothing.js", "%00"]) {
      const { status } = await server.client().get(`/admin/assets/${name}`);
      expect([name, status]).toEqual([name, 404]);
    }
  });
});
