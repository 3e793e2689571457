import { generateKeyPairSync, randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defineSettings } from "../settings/settings.ts";
import type { SettingsInput } from "../settings/table.ts";
import { migrateTo } from "../store/migrate.ts";
import { openSqlite } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";
import { asymmetricAlgorithms } from "../tokens/key-pair.ts";
import { sealKey } from "../tokens/seal.ts";
import { createKey, type KeyDeps } from "./create-key.ts";
import { retireKey, rotateKey } from "./rotate-key.ts";
import { createSigningKeys } from "./signing-keys.ts";

const secret = "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE";
const other = "oQ5mT1yHs8VbXe4RzK7cWnL0jUaF3pGdI9tSvN2uEwM";

let store: Store;
let now: number;
const errors: unknown[] = [];

beforeEach(async () => {
  store = await openSqlite(":memory:");
  await migrateTo(store, "latest");
  now = 1_900_000_000_000;
  errors.length = 0;
});
afterEach(() => store.close());

function deps(input: SettingsInput = {}): KeyDeps {
  const settings = defineSettings({ secret, algorithm: "EdDSA", ...input });
  return { store, settings, now: () => now, random: randomBytes };
}

/** As a server of its own holds them, right after a poll. */
async function started(input: SettingsInput = {}, options = { createKey: false }) {
  const keys = createSigningKeys({ ...deps(input), onError: (error) => void errors.push(error) });
  await keys.start(options).finally(keys.stop);
  return keys;
}

const kidsOf = (keys: Awaited<ReturnType<typeof started>>) => keys.jwks().keys.map(({ kid }) => kid);

describe("signing keys", () => {
  it.each(asymmetricAlgorithms)("come back from the database as they were made: %s", async (algorithm) => {
    const { id } = await createKey(deps(), algorithm);
    const keys = await started({ algorithm });
    expect(keys.signingKey()).toMatchObject({ kid: id, algorithm, signWith: { type: "private" } });
    expect(keys.findKey(id)?.verifyWith.type).toBe("public");
    const row = await store.db.selectFrom("keys").selectAll().executeTakeFirstOrThrow();
    expect(JSON.parse(row.public_jwk)).toEqual(keys.jwks().keys[0]);
  });

  it("are demanded with the command that makes them, unless they may be made", async () => {
    await expect(started()).rejects.toThrow(/no active key.*`wafer keys generate --algorithm EdDSA`/);
    await createKey(deps(), "ES256");
    await expect(started()).rejects.toThrow("wafer keys generate");
    expect((await started({}, { createKey: true })).signingKey().algorithm).toBe("EdDSA");
    expect((await started({}, { createKey: true })).jwks().keys).toHaveLength(2);
  });

  it("outlive a change of the secret that keeps the former one, and name the cure otherwise", async () => {
    const { id } = await createKey(deps(), "EdDSA");
    const kept = await started({ secret: other, secretFallbacks: [secret] });
    expect(kept.signingKey().kid).toBe(id);
    await expect(started({ secret: other })).rejects.toThrow(`${id} cannot be decrypted`);
  });

  it("J-14 are refused at the start when weak, by name", async () => {
    const { id } = await createKey(deps(), "RS256");
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const weak = sealKey(privateKey, { kid: id, algorithm: "RS256" }, secret, randomBytes);
    await store.db.updateTable("keys").set({ private_key: weak }).execute();
    await expect(started({ algorithm: "RS256" })).rejects.toThrow(new RegExp(`${id}.*1024 bits`));
  });

  it("are not taken from a row whose sealed half belongs to another", async () => {
    const { id } = await createKey(deps(), "EdDSA");
    const next = await createKey(deps(), "EdDSA");
    const row = store.db.selectFrom("keys").select("private_key").where("id", "=", id);
    await store.db.updateTable("keys").set({ private_key: row }).where("id", "=", next.id).execute();
    expect(kidsOf(await started())).toEqual([id]);
    expect(String(errors)).toContain(next.id);
  });

  it("of HS256 are none, and the database is not read for them", async () => {
    await createKey(deps(), "EdDSA");
    const unread: Store = {
      ...store,
      get db(): never {
        throw new Error("the database was read");
      },
    };
    const onError = (error: unknown) => void errors.push(error);
    const keys = createSigningKeys({ ...deps({ algorithm: "HS256" }), store: unread, onError });
    await keys.start({ createKey: true });
    expect(keys.jwks()).toEqual({ keys: [] });
  });
});

describe("rotation of keys", () => {
  it("J-19 publishes a key first, signs with it ten seconds later, and accepts the former one to its end", async () => {
    const first = await createKey(deps(), "EdDSA");
    const server = await started({ accessTokenLifetime: "5m", leeway: "10s" });
    now += 1;
    const waiting = await rotateKey(deps({ leeway: "10s" }), "EdDSA");
    expect(waiting).toMatchObject({ kind: "waiting", isNew: true, readyAt: now + 10_000 });
    await server.refresh();
    expect(kidsOf(server)).toEqual([first.id, waiting.key.id]);
    expect(server.signingKey().kid).toBe(first.id);

    now += 9_999;
    expect(await rotateKey(deps(), "EdDSA")).toMatchObject({ kind: "waiting", isNew: false });
    now += 1;
    const rotated = await rotateKey(deps({ leeway: "10s" }), "EdDSA");
    expect(rotated).toMatchObject({ kind: "rotated", key: { id: waiting.key.id }, former: { id: first.id } });
    expect(server.findKey(waiting.key.id)).toBeDefined();
    await server.refresh();
    expect(server.signingKey().kid).toBe(waiting.key.id);

    now += (300 + 10 + 60) * 1000 - 1;
    await server.refresh();
    expect(server.findKey(first.id)).toBeDefined();
    now += 1;
    expect(server.findKey(first.id)).toBe(undefined);
    expect(kidsOf(server)).toEqual([waiting.key.id]);
  });

  it("is done once when two ask at the same time", async () => {
    await createKey(deps(), "EdDSA");
    const next = await createKey(deps(), "EdDSA");
    now += 10_000;
    const both = await Promise.all([rotateKey(deps(), "EdDSA"), rotateKey(deps(), "EdDSA")]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(["rotated", "waiting"]);
    expect((await started()).signingKey().kid).toBe(next.id);
  });

  it("leaves an active key alone, and ends others with their private half when told to", async () => {
    const first = await createKey(deps(), "EdDSA");
    const next = await createKey(deps(), "EdDSA");
    expect(await retireKey(deps(), "unknown", true)).toEqual({ kind: "unknown" });
    expect(await retireKey(deps(), first.id, true)).toEqual({ kind: "active" });
    now += 10_000;
    await rotateKey(deps(), "EdDSA");
    const server = await started();
    expect(await retireKey(deps(), first.id, false)).toMatchObject({ kind: "ending" });
    expect(await retireKey(deps(), first.id, true)).toMatchObject({ kind: "ended" });
    const before = server.version();
    await server.refresh();
    expect(server.findKey(first.id)).toBe(undefined);
    expect(server.version()).toBe(before + 1);
    const rows = await store.db.selectFrom("keys").select(["id", "private_key"]).execute();
    expect(rows.find(({ id }) => id === first.id)?.private_key).toBe(null);
    expect(rows.find(({ id }) => id === next.id)?.private_key).not.toBe(null);
  });
});
