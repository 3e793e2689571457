import { describe, expect, it } from "vitest";
import { isChangeByOwnPage } from "./own-page.ts";

const ORIGIN = "https://app.example.com";

describe("a change by a page of one's own", () => {
  it.each([
    ["POST", { origin: ORIGIN }, true],
    ["POST", { "sec-fetch-site": "same-origin" }, true],
    ["DELETE", { origin: ORIGIN }, true],
    ["POST", {}, false],
    ["POST", { origin: "null" }, false],
    ["POST", { origin: `${ORIGIN}.evil.test` }, false],
    ["POST", { origin: "https://evil.test", "sec-fetch-site": "same-origin" }, false],
    ["POST", { "sec-fetch-site": "same-site" }, false],
    ["POST", { "sec-fetch-site": "none" }, false],
    ["GET", { origin: ORIGIN }, false],
    ["HEAD", { "sec-fetch-site": "same-origin" }, false],
  ])("%s %j: %s", (method, headers, expected) => {
    const request = new Request(ORIGIN, { method, headers: headers as Record<string, string> });
    expect(isChangeByOwnPage(request, ORIGIN)).toBe(expected);
  });
});
