import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalEmail,
  canonicalUsername,
  emailProblem,
  personNameProblem,
  usernameProblem,
} from "./canonical.ts";

describe("canonicalUsername", () => {
  it.each([
    ["Alice", "alice"],
    ["ＡＬＩＣＥ", "alice"],
    ["ﬁona", "fiona"],
    ["e\u0301va", "éva"],
  ])("L-10 takes %s for %s", (spelt, canonical) => {
    expect(canonicalUsername(spelt)).toBe(canonical);
  });

  it("L-10 is one form: made canonical again, an allowed name stays as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (name) => {
        fc.pre(usernameProblem(name) === null);
        expect(canonicalUsername(canonicalUsername(name))).toBe(canonicalUsername(name));
      }),
    );
  });
});

describe("usernameProblem", () => {
  it.each(["alice", "Al.ice_99@example+x-y", "Zoë", "Владимир", "Ελένη", "太郎", "a".repeat(150)])(
    "L-10 finds none in %s",
    (name) => {
      expect(usernameProblem(name)).toBe(null);
    },
  );

  it.each([
    ["", "the user name is empty"],
    ["a".repeat(151), "the user name has 151 characters, at most 150 are allowed"],
    ["alice ", "the user name may hold letters, digits and @ . + - _ only"],
    ["al ice", "the user name may hold letters, digits and @ . + - _ only"],
    ["alice\u0000", "the user name may hold letters, digits and @ . + - _ only"],
    ["alice\u200b", "the user name may hold letters, digits and @ . + - _ only"],
    ["alice\u202e", "the user name may hold letters, digits and @ . + - _ only"],
    ["<script>", "the user name may hold letters, digits and @ . + - _ only"],
    ["аlice", "the user name mixes alphabets whose letters look alike"],
    ["aliοs", "the user name mixes alphabets whose letters look alike"],
  ])("L-10 tells of %j: %s", (name, problem) => {
    expect(usernameProblem(name)).toBe(problem);
  });
});

describe("emailProblem", () => {
  it.each(["", "ada@example.org", "Ada.Lovelace+x@Example.co.uk", "ada@bücher.example"])(
    "finds none in %j",
    (email) => {
      expect(emailProblem(email)).toBe(null);
    },
  );

  it.each([
    "ada",
    "ada@localhost",
    "@example.org",
    "ada@",
    "ada@@example.org",
    "a@b@example.org",
    "ada@example.org,eve@evil.test",
    '"eve@evil.test"@example.org',
    "ada@example..org",
    "ada lovelace@example.org",
    "ada@example.org\nBcc: eve@evil.test",
    "<b>ada@example.org",
    "eve@evil.test＠example.org",
    "eve@evil.test\ufe6bexample.org",
    `${"a".repeat(65)}@example.org`,
  ])("finds %j not valid", (email) => {
    expect(emailProblem(email)).toBe("the e-mail address is not valid");
  });

  it("has a bound", () => {
    expect(emailProblem(`a@${"b".repeat(260)}.org`)).toBe("the e-mail address is longer than 254 characters");
  });
});

describe("personNameProblem", () => {
  it.each(["", "Ada", "O'Neil", "María José", "太郎", "نی\u200cما", "Dr. 👩🏽‍💻 <b>", "a".repeat(150)])(
    "finds none in %j",
    (name) => {
      expect(personNameProblem("first name", name)).toBe(null);
    },
  );

  it.each(["a\nb", "a\u0000", "a\u0085", "a\u2028b", "\u202egnp.exe", "\u2066a"])(
    "W-09 tells of %j",
    (name) => {
      expect(personNameProblem("last name", name)).toBe("the last name holds a control character");
    },
  );

  it("has a bound", () => {
    expect(personNameProblem("first name", "a".repeat(151))).toBe(
      "the first name is longer than 150 characters",
    );
  });
});

describe("canonicalEmail", () => {
  it("is one form for case, width and spaces around", () => {
    expect(canonicalEmail(" ADA＠Example.ORG ")).toBe("ada@example.org");
  });
});
