import { describe, expect, it } from "vitest";
import { localTime, preferredLocale } from "./local-time.ts";

describe("preferredLocale", () => {
  it.each([
    ["de-AT,de;q=0.9,en;q=0.8", "de-AT"],
    ["en;q=0.5, fr;q=0.9", "fr"],
    ["xx-Klingon, pt-BR", "pt-BR"],
    ["fr;q=0, it", "it"],
    ["*", "en"],
    ["de-a-b-c-d-e, '\"><script>", "en"],
    [undefined, "en"],
  ])("of %j is %s", (header, locale) => {
    expect(preferredLocale(header)).toBe(locale);
  });
});

describe("localTime", () => {
  it("says the time in the visitor's language, in UTC, and exactly for the script", () => {
    const text = String(localTime(Date.UTC(2026, 2, 1, 14, 5), "de"));
    expect(text).toBe(
      '<time datetime="2026-03-01T14:05:00.000Z" lang="de" dir="auto">1. März 2026 um 14:05 UTC</time>',
    );
  });

  it("says so where it is no time", () => {
    expect(String(localTime(Number.NaN, "de"))).toBe("at an unknown time");
  });
});
