import { describe, expect, it } from "vitest";
import { checkOrigin } from "./check-origin.ts";

const OWN = "https://app.example.test";
const FRONT_END = "https://spa.example.org";

function verdict(headers: Readonly<Record<string, string>>): string {
  const request = { method: "POST", url: "/", ip: "192.0.2.1", header: (name: string) => headers[name] };
  try {
    return checkOrigin(request, new Set([OWN, FRONT_END]));
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}

const untrusted = /^CSRF check failed: the request comes from an origin that is not trusted/;

describe("checkOrigin", () => {
  it.each([
    [{}, "silent"],
    [{ origin: OWN }, "proven"],
    [{ origin: FRONT_END }, "proven"],
    [{ origin: FRONT_END, "sec-fetch-site": "cross-site" }, "proven"],
    [{ "sec-fetch-site": "same-origin" }, "proven"],
    [{ "sec-fetch-site": "none" }, "proven"],
    [{ "sec-fetch-site": "same-site" }, "CSRF check failed: the request comes from another site."],
    [{ "sec-fetch-site": "cross-site" }, "CSRF check failed: the request comes from another site."],
    [{ "sec-fetch-site": "" }, "CSRF check failed: the request comes from another site."],
  ])("X-04 answers %o with %j", (headers, expected) => {
    expect(verdict(headers)).toBe(expected);
  });

  it.each([
    "null",
    "",
    "http://app.example.test",
    "https://app.example.test:8443",
    "https://app.example.test/",
    "https://app.example.test.",
    "https://APP.example.test",
    "https://app.example.test.evil.test",
    "https://appXexample.test",
    "https://evil.test/https://app.example.test",
    "https://user@app.example.test",
    ` ${OWN}`,
    `${OWN}, ${OWN}`,
  ])("X-05 refuses the origin %j, whatever Sec-Fetch-Site says", (origin) => {
    expect(verdict({ origin })).toMatch(untrusted);
    expect(verdict({ origin, "sec-fetch-site": "same-origin" })).toMatch(untrusted);
  });
});
