import { describe, expect, it } from "vitest";
import { createKeyRing } from "./key-ring.ts";

const secret = "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE";
const former = "oQ5mT1yHs8VbXe4RzK7cWnL0jUaF3pGdI9tSvN2uEwM";
const ring = createKeyRing({ secret, secretFallbacks: [] });
const rotated = createKeyRing({ secret, secretFallbacks: [former] });
const before = createKeyRing({ secret: former, secretFallbacks: [] });

const bytesOf = (kind: "access" | "refresh", of = ring) =>
  of.signingKey(kind).verifyWith.export().toString("hex");

describe("the key ring", () => {
  it("has a key for each purpose, no two alike, none the secret", () => {
    const keys = [bytesOf("access"), bytesOf("refresh"), ring.csrfKeys[0]?.export().toString("hex")];
    expect(new Set([...keys, Buffer.from(secret).toString("hex")]).size).toBe(4);
    expect(keys.map((key) => key?.length)).toEqual([64, 64, 64]);
  });

  it("is the same on every server with the same secret", () => {
    const other = createKeyRing({ secret, secretFallbacks: [] });
    expect([bytesOf("access", other), other.signingKey("access").kid]).toEqual([
      bytesOf("access"),
      ring.signingKey("access").kid,
    ]);
    expect(other.csrfKeys).toEqual(ring.csrfKeys);
  });

  it("J-03 finds the key of one kind only under that kind", () => {
    const { kid } = ring.signingKey("access");
    expect(ring.findKey("access", kid)?.kid).toBe(kid);
    expect(ring.findKey("refresh", kid)).toBe(undefined);
  });

  it("J-19 signs with the current secret and still finds the keys of the former one", () => {
    const old = before.signingKey("access").kid;
    expect(rotated.signingKey("access").kid).toBe(ring.signingKey("access").kid);
    expect(rotated.findKey("access", old)?.verifyWith.export()).toEqual(
      before.signingKey("access").verifyWith.export(),
    );
    expect(ring.findKey("access", old)).toBe(undefined);
    expect(rotated.csrfKeys).toEqual([...ring.csrfKeys, ...before.csrfKeys]);
  });

  it.each(["", "unknown", "__proto__", "constructor", "toString", "../../dev/null", "' OR 1=1--"])(
    "J-06 finds nothing for the kid %j",
    (kid) => {
      expect(ring.findKey("access", kid)).toBe(undefined);
    },
  );

  it("J-14 has keys of one algorithm and distinct ids", () => {
    const keys = (["access", "refresh"] as const).flatMap((kind) => [
      rotated.signingKey(kind),
      before.signingKey(kind),
    ]);
    expect(new Set(keys.map((key) => key.kid)).size).toBe(4);
    expect(new Set(keys.map((key) => key.algorithm))).toEqual(new Set(["HS256"]));
  });
});
