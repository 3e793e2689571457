import { describe, expect, it } from "vitest";
import { applyTo } from "./apply-to.ts";

const COOKIES = ["a=1; Max-Age=300; Path=/", "b=2; Expires=Tue, 24 Nov 2026 09:00:00 GMT"];

describe("a response to a browser", () => {
  it("gets each cookie as a header of its own beside those it has, and is kept by no cache", () => {
    const headers = { "cache-control": "public, max-age=600", "set-cookie": "theme=dark" };
    const response = new Response("page", { headers });
    expect(applyTo(response, COOKIES, null)).toBe(response);
    expect(response.headers.getSetCookie()).toEqual(["theme=dark", ...COOKIES]);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
  });

  it("is copied where its headers cannot be changed", async () => {
    const redirect = Response.redirect("http://localhost:3000/notes", 303);
    const applied = applyTo(redirect, COOKIES, null);
    expect(applied.status).toBe(303);
    expect(applied.headers.get("location")).toBe("http://localhost:3000/notes");
    expect(applied.headers.getSetCookie()).toEqual(COOKIES);
  });

  it("without cookies keeps what the app says of caches, and is closed to shared ones where it says nothing", () => {
    const said = applyTo(new Response("", { headers: { "cache-control": "max-age=5" } }), [], null);
    expect(said.headers.get("cache-control")).toBe("max-age=5");
    expect(applyTo(new Response(""), [], null).headers.get("cache-control")).toBe("private, no-cache");
  });

  it("carries the Clear-Site-Data of a sign-out", () => {
    const headers = applyTo(new Response(""), COOKIES, '"cache", "storage"').headers;
    expect(headers.get("clear-site-data")).toBe('"cache", "storage"');
  });
});
