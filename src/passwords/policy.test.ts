import { describe, expect, it } from "vitest";
import { COMMON_PASSWORDS, isCommonPassword } from "./common-passwords.ts";
import { MAX_PASSWORD_LENGTH, normalizePassword, passwordProblems } from "./policy.ts";

const alice = ["alice", "alice.liddell@example.com", "Wafer Shop"];

function problems(password: string, minLength = 8): string[] {
  return passwordProblems(password, { minLength, userAttributes: alice });
}

describe("the length of a new password", () => {
  it("L-06 accepts 8, 14, 15, 64, 200 and 256 characters of any kind, spaces and emoji too", () => {
    for (const length of [8, 14, 15, 64, 200, 256]) {
      expect(problems("tuv wxyz".repeat(32).slice(0, length))).toEqual([]);
      expect(problems("🧇🍵🥄🪑".repeat(64).slice(0, 2 * length))).toEqual([]);
    }
    for (const oneKind of ["plaintgrass", "PLAINTGRASS", "40917735226", "   .  !  ?", "пароль из слов"]) {
      expect(problems(oneKind)).toEqual([]);
    }
  });

  it("L-06 refuses fewer characters than the minimum, and says both numbers", () => {
    expect(problems("hello")).toEqual(["it has 5 characters, at least 8 are needed"]);
    expect(problems("h")).toEqual(["it has 1 character, at least 8 are needed"]);
    expect(problems("tuv wxyz tuv w", 15)).toEqual(["it has 14 characters, at least 15 are needed"]);
    expect(problems("tuv wxyz tuv wx", 15)).toEqual([]);
  });

  it("L-06 refuses more than 256 characters", () => {
    expect(MAX_PASSWORD_LENGTH).toBe(256);
    expect(problems(`${"🧇🍵🥄🪑".repeat(64)}🧇`)).toEqual([
      "it has 257 characters, at most 256 are allowed",
    ]);
  });

  it("L-06 counts code points after NFC, however the keyboard composed them", () => {
    const composed = "ẛ̣".normalize("NFC");
    const decomposed = "ẛ̣".normalize("NFD");
    expect([...composed].length).toBe(2);
    expect([...decomposed].length).toBe(3);
    for (const form of [composed, decomposed]) {
      expect(problems(`${form.repeat(3)}tu`)).toEqual([]);
      expect(problems(form.repeat(3))).toEqual(["it has 6 characters, at least 8 are needed"]);
      expect(problems(`${form.repeat(127)}tu`)).toEqual([]);
    }
    expect(problems("🧇".repeat(7))).toEqual(["it has 7 characters, at least 8 are needed"]);
  });

  it("accepts 256 characters in the longest spelling Unicode has for them", () => {
    const spelled = "ᾂᾃᾒᾓ".repeat(64).normalize("NFD");
    expect([...spelled].length).toBe(4 * 256);
    expect(problems(spelled)).toEqual([]);
  });

  it("L-09 refuses a megabyte at once, even of combining marks that are slow to normalise", () => {
    for (const hostile of ["x".repeat(1_000_000), "\u0301\u0316".repeat(500_000)]) {
      const startedAt = performance.now();
      const found = problems(hostile);
      expect(performance.now() - startedAt).toBeLessThan(5);
      expect(found).toEqual(["it is too long, at most 256 characters are allowed"]);
    }
  });
});

describe("normalizePassword", () => {
  it("L-06 gives the NFC and NFD forms of 'ẛ̣' one form, and keeps its NFKC form apart", () => {
    expect(normalizePassword("ẛ̣".normalize("NFD"))).toBe(normalizePassword("ẛ̣".normalize("NFC")));
    expect(normalizePassword("ẛ̣".normalize("NFKC"))).not.toBe(normalizePassword("ẛ̣"));
  });
});

describe("what a new password may hold", () => {
  it("refuses control characters and halves of characters", () => {
    for (const character of ["\0", "\t", "\n", "\r", "\x1b", "\x1f", "\x7f"]) {
      expect(problems(`tuv wxyz${character}`)).toEqual([
        "it contains a control character, such as a tab or a line break",
      ]);
    }
    for (const half of ["\ud83e", "\uddc7"]) {
      expect(problems(`tuv ${half} wxyz`)).toHaveLength(1);
    }
  });

  it("names every problem at once", () => {
    expect(problems("a\t\ud83e")).toHaveLength(3);
  });
});

describe("a new password of next to nothing", () => {
  it("is refused where it is white space only, of any kind", () => {
    for (const blank of [" ".repeat(8), "\u00a0".repeat(9), " \u2003\u3000\u00a0\u2009".repeat(2)])
      expect(problems(blank)).toEqual(["it holds nothing but white space"]);
  });

  it("is refused with fewer than 4 different characters, and says both numbers", () => {
    expect(problems("🧇".repeat(8))).toEqual(["it has 1 different character, at least 4 are needed"]);
    for (const few of ["aaaaaaaaaab", "xyxyxyzzzz", "é".normalize("NFD").repeat(9)])
      expect(problems(few), few).toHaveLength(1);
    expect(problems("tuvwtuvw")).toEqual([]);
  });
});

describe("common and personal passwords", () => {
  const common = COMMON_PASSWORDS.trim().split("\n");

  it("L-07 every one of 3000 common passwords is refused, so are site name and user name", () => {
    const every = Math.floor(common.length / 3000);
    const chosen = common.filter((_, index) => index % every === 0);
    expect(chosen.length).toBeGreaterThanOrEqual(3000);
    for (const password of chosen) expect(problems(password), password).not.toEqual([]);
    for (const context of ["Wafer Shop", "alice.liddell@example.com", "alice.liddell"]) {
      expect(problems(context), context).toHaveLength(1);
    }
  });

  it("refuses a common password in any case and Unicode form", () => {
    for (const password of ["password", "PassWord123", "QWERTYUIOP", "87654321", "00000000", "ЙЦУКЕНГШЩЗ"]) {
      expect(isCommonPassword(password), password).toBe(true);
    }
    expect(isCommonPassword("contraseña".normalize("NFD"))).toBe(true);
    expect(problems("ＰＡＳＳＷＯＲＤ")).toEqual(["it is one of the most common passwords"]);
  });

  it("knows whole entries only, the first and the last too", () => {
    for (const edge of [common.at(0), common.at(-1)]) expect(isCommonPassword(String(edge))).toBe(true);
    for (const part of [
      "",
      "\n",
      "passwor",
      "assword123",
      "password\npassword1",
      common.slice(0, 2).join("\n"),
    ]) {
      expect(isCommonPassword(part), part).toBe(false);
    }
  });

  it("has a list of 10,000 or more, in one form, sorted, without doubles", () => {
    expect(common.length).toBeGreaterThanOrEqual(10_000);
    expect(common).toEqual([...new Set(common.map((entry) => entry.normalize("NFKC").toLowerCase()))].sort());
    expect(common.filter((entry) => [...entry].length < 8)).toEqual([]);
  });

  it("refuses the user name, the e-mail address or the site name with up to 4 characters around it", () => {
    const near = [
      "Alice123",
      "alice1234",
      "1234alice",
      "ａｌｉｃｅ1234",
      "123ALICE",
      "xWafer Shop!",
      "AliceAlice",
      "1alice2alice3",
      "Alice.Liddell@Example.COM99",
    ];
    for (const password of near) expect(problems(password), password).toHaveLength(1);
    const farther = ["alice12345", "1alice2alice345", "Wafer Shop 890%", "alice.liddell in Wonderland"];
    for (const password of farther) expect(problems(password), password).toEqual([]);
  });

  it("ignores user attributes shorter than 4 characters", () => {
    expect(passwordProblems("bob1bob2", { minLength: 8, userAttributes: ["bob", "", "bob@", "@"] })).toEqual(
      [],
    );
  });

  it("compares user attributes in one Unicode form", () => {
    const userAttributes = ["zoë.brontë".normalize("NFD")];
    expect(passwordProblems("ZOË.BRONTË!", { minLength: 8, userAttributes })).toHaveLength(1);
  });
});
