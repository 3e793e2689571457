import { describe, expect, it } from "vitest";
import { readOptions } from "./options.ts";

const RIGHT = { apiUrl: "http://localhost:8000", origin: "http://localhost:3000" };

describe("the options", () => {
  it("have the API's address with one slash at its end, path and all", () => {
    const { base } = readOptions({ ...RIGHT, apiUrl: "https://api.example.com/auth//" });
    expect(base.href).toBe("https://api.example.com/auth/");
  });

  it.each([
    [{ apiUrl: "localhost:8000" }, "apiUrl must be"],
    [{ apiUrl: "" }, "apiUrl must be"],
    [{ origin: "http://localhost:3000/" }, "origin must be"],
    [{ origin: "localhost:3000" }, "origin must be"],
  ])("refuse %j with a sentence", (wrong, sentence) => {
    expect(() => readOptions({ ...RIGHT, ...wrong })).toThrow(sentence);
  });
});
