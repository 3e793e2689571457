import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { freePort, newPlace, PASSWORD, type Place, serve, signIn, start, until, wafer } from "./wafer.ts";

const add = (place: Place, name: string) =>
  wafer(place, ["user", "add", name, "--email", `${name}@wafer.test`, "--password-stdin"], {
    input: PASSWORD,
  });

/** Somebody who can write to the database. */
function tamper(place: Place, statement: string): void {
  const database = new BetterSqlite(join(place.cwd, ".wafer", "wafer.db"));
  database.exec(statement);
  database.close();
}

const verify = (place: Place, ...args: string[]) => wafer(place, ["events", "verify", ...args]);

describe("events verify", () => {
  it("is content with what commands and a server wrote, sealed in a chain of each", async () => {
    const place = newPlace();
    for (const name of ["ada", "bob"]) await add(place, name);
    const alone = await verify(place, "--json");
    expect(JSON.parse(alone.stdout)).toMatchObject({
      isIntact: true,
      faults: [],
      sealed: 2,
      unsealed: 0,
      chains: [{ chain: 1, position: 2, hash: expect.any(String) }],
    });
    const server = await serve(place, await freePort());
    await signIn(server.url, "ada", PASSWORD);
    await signIn(server.url, "ada", "wrong");
    server.process.kill("SIGTERM");
    await server.ended;
    const { code, stdout, stderr } = await verify(place);
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toMatch(
      /^The audit trail is as it was written: 4 events in 2 chains, 0 not sealed yet\. The trail begins 20\S+Z\.\n$/,
    );
  });

  it.each([
    [
      "update events set user_agent = 'another' where id = 2",
      "Chain 1, position 2: this event is not as it was written (event 2, 20",
    ],
    [
      "delete from events where id = 2",
      "Chain 1, position 2: an event is missing; the next there is is 3, 20",
    ],
    ["delete from events where id = 3", "Chain 1, position 3: the events from here on are missing."],
    ["delete from events", "Chain 1, position 1: the events from here on are missing."],
    ["delete from events; delete from event_chains where number > 0", "Chain 1 is missing."],
    [
      "update event_chains set last_position = 2 where number = 1",
      "Chain 1: its row in event_chains was altered, or",
    ],
    [
      "create trigger quiet before update of hash on events begin select raise(ignore); end",
      "The trigger quiet concerns the audit trail, and Wafer has none",
    ],
  ])("ends with 1 and says where after: %s", async (statement, text) => {
    const place = newPlace();
    for (const name of ["ada", "bob", "eve"]) await add(place, name);
    tamper(place, statement);
    const { code, stdout, stderr } = await verify(place, "--json");
    expect([code, stderr]).toEqual([1, expect.stringContaining(text)]);
    const { isIntact, faults } = JSON.parse(stdout) as { isIntact: boolean; faults: { kind: string }[] };
    expect([isIntact, faults[0]?.kind]).toEqual([false, expect.any(String)]);
  });

  it("names a time that was changed to what is none, and the other commands go on too", async () => {
    const place = newPlace();
    for (const name of ["ada", "bob"]) await add(place, name);
    tamper(place, "update events set at = 9000000000000000, after = '{' where id = 2");
    const { code, stderr } = await verify(place);
    const text = "Chain 1, position 2: this event is not as it was written (event 2, 9000000000000000).";
    expect([code, stderr]).toEqual([1, expect.stringContaining(text)]);
    const asJson = JSON.parse((await verify(place, "--json")).stdout);
    expect(asJson).toMatchObject({ faults: [{ kind: "altered", id: 2, at: "9000000000000000" }] });
    for (const command of ["export", "tail"])
      expect(await wafer(place, ["events", command])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("9000000000000000"),
      });
  });

  it("lists the first fault of each chain", async () => {
    const place = newPlace();
    await add(place, "ada");
    await add(place, "bob");
    tamper(place, "update event_chains set owner = 'another' where number = 1");
    await add(place, "eve");
    tamper(
      place,
      "update event_chains set owner = 'terminal' where number = 1; delete from events where id = 1",
    );
    tamper(place, "update events set detail = 'x' where id = 3");
    const { code, stdout, stderr } = await verify(place, "--json");
    expect(code).toBe(1);
    expect(stderr.split("\n")).toEqual([
      expect.stringMatching(/^Error: Chain 1, position 1: an event is missing; the next there is is 2, /),
      expect.stringMatching(/^Error: Chain 2, position 1: this event is not as it was written \(event 3, /),
      "The audit trail was changed. Of each chain its first fault is shown; 0 events before these and in other chains are as they were written.",
      "",
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      faults: [
        { chain: 1, id: 2 },
        { chain: 2, id: 3 },
      ],
    });
  });
});

describe("events export", () => {
  it("writes data to stdout and talk to stderr: NDJSON, and CSV that no spreadsheet takes for formulas", async () => {
    const place = newPlace();
    for (const name of ["ada", "bob"]) await add(place, name);
    tamper(place, "update events set user_agent = '=cmd|''/c calc''!A1', detail = '1,\"2\"' where id = 2");
    const lines = await wafer(place, ["events", "export"]);
    expect([lines.code, lines.stderr]).toEqual([0, "Written: 2 events.\n"]);
    const events = lines.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ type, address, position }) => [type, address, position])).toEqual([
      ["user_created", "terminal", 1],
      ["user_created", "terminal", 2],
    ]);
    const csv = (await wafer(place, ["events", "export", "--format", "csv"])).stdout.split("\r\n");
    expect(csv[0]).toBe(
      "id,at,type,outcome,userId,actorId,sessionId,address,userAgent,requestId,detail,before,after,chain,position,hash",
    );
    expect(csv[2]).toContain(`,terminal,'=cmd|'/c calc'!A1,,"1,""2""",,`);
    expect(csv).toHaveLength(4);
  });

  it("takes a time from which and one before which, and types", async () => {
    const place = newPlace();
    for (const name of ["ada", "bob", "eve"]) await add(place, name);
    tamper(place, "update events set at = 1767225600000 + id * 86400000");
    const ids = async (...args: string[]) => {
      const { stdout } = await wafer(place, ["events", "export", ...args]);
      return stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { id: number }).id);
    };
    expect(await ids("--from", "2026-01-03")).toEqual([2, 3]);
    expect(await ids("--from", "2026-01-03", "--to", "2026-01-04T00:00:00Z")).toEqual([2]);
    expect(await ids("--to", "2026-01-02")).toEqual([]);
    expect(await ids("--type", "sign_in")).toEqual([]);
    for (const noTime of ["yesterday", "2026-02-31"])
      expect((await wafer(place, ["events", "export", "--from", noTime])).code).toBe(2);
  });
});

describe("events tail", () => {
  it("shows the newest events, of one type or user where it is told to", async () => {
    const place = newPlace();
    for (const name of ["ada", "bob"]) await add(place, name);
    await wafer(place, ["user", "deactivate", "bob"]);
    const { stdout } = await wafer(place, ["events", "tail", "--limit", "2"]);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => line.split(/ {2,}/).slice(1)),
    ).toEqual([
      ["user_created", "ok", "bob", "terminal", "-"],
      ["user_deactivated", "ok", "bob", "terminal", "-"],
    ]);
    const ofAda = await wafer(place, ["events", "tail", "--user", "ada", "--json"]);
    expect(JSON.parse(ofAda.stdout)).toMatchObject({ type: "user_created", address: "terminal" });
    const ofType = await wafer(place, ["events", "tail", "--type", "user_deactivated"]);
    expect(ofType.stdout.split("\n")).toHaveLength(2);
    const none = await wafer(place, ["events", "tail", "--type", "sign_out"]);
    expect([none.code, none.stdout, none.stderr]).toEqual([0, "", "No events.\n"]);
    expect((await wafer(place, ["events", "tail", "--type", "sign-out"])).stderr).toContain(
      "Allowed choices",
    );
  });

  it("follows what a server writes, until Ctrl-C", async () => {
    const place = newPlace();
    await add(place, "ada");
    const server = await serve(place, await freePort());
    const tail = start(place, ["events", "tail", "--follow"]);
    await until(() => tail.stdout().includes("user_created"));
    await signIn(server.url, "ada", "wrong");
    await until(() => /sign_in +wrong_password +ada +\S+ +-\n/.test(tail.stdout()));
    tail.process.kill("SIGINT");
    expect(await tail.ended).toBe(130);
  });
});
