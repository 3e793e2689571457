import { describe, expect, it, onTestFinished } from "vitest";
import type { SettingsInput } from "../../src/index.ts";
import type { Client } from "./client.ts";
import { fingerprint } from "./client.ts";
import { ACCESS, FRONT_END, PASSWORD, serve, type TestServer } from "./serve.ts";

async function started(settings: SettingsInput = {}): Promise<{ server: TestServer; client: Client }> {
  const server = await serve(settings);
  onTestFinished(() => server.close());
  return { server, client: await server.signedIn() };
}

const rowsOf = ({ auth }: TestServer) =>
  auth.store.db.selectFrom("users").selectAll().orderBy("username").execute();

/** The events of profiles, as "type outcome detail". */
async function eventsOf({ auth }: TestServer): Promise<string[]> {
  const rows = await auth.store.db
    .selectFrom("events")
    .selectAll()
    .where("type", "in", ["profile_changed", "email_changed"])
    .orderBy("id")
    .execute();
  return rows.map(({ type, outcome, detail }) => [type, outcome, detail].join(" ").trim());
}

const moveTo = (client: Client, email: string, currentPassword: string | undefined = PASSWORD) =>
  client.patch("/me", { email, ...(currentPassword === "" ? {} : { currentPassword }) });

describe("PATCH /me with a name", () => {
  it("changes what is sent, keeps the rest, and answers with the user as they are then", async () => {
    const { server, client } = await started();
    const first = await client.patch("/me", { firstName: " Ada ", lastName: "Lovelace" });
    expect([first.status, first.cookies]).toEqual([200, []]);
    expect(first.json["user"]).toMatchObject({ username: "ada", firstName: "Ada", lastName: "Lovelace" });
    const second = await client.patch("/me", { lastName: "" });
    expect(second.json["user"]).toMatchObject({ firstName: "Ada", lastName: "", email: "ada@example.org" });
    expect((await client.get("/me")).json["user"]).toEqual(second.json["user"]);
    expect(await eventsOf(server)).toEqual([
      "profile_changed ok firstName,lastName",
      "profile_changed ok lastName",
    ]);
  });

  it("writes nothing where nothing is new", async () => {
    const { server, client } = await started();
    const before = await rowsOf(server);
    for (const body of [{}, { firstName: "" }, { email: " ada@example.org " }, { currentPassword: "wrong" }])
      expect((await client.patch("/me", body)).status).toBe(200);
    expect([await rowsOf(server), await eventsOf(server)]).toEqual([before, []]);
  });

  it("W-13 takes no other field, and leaves the row as it is: nobody makes himself a superuser", async () => {
    const { server, client } = await started();
    const before = await rowsOf(server);
    const bodies = [
      { is_superuser: true, id: 1 },
      { firstName: "Ada", isSuperuser: true },
      { firstName: "Ada", id: "1" },
      { username: "root" },
      { password: "marble tide clock" },
      { email_key: "x@example.org" },
    ];
    for (const body of bodies) {
      const answer = await client.patch("/me", body);
      expect([answer.status, answer.json["code"]]).toEqual([400, "invalid_request"]);
    }
    expect(await rowsOf(server)).toEqual(before);
  });

  it.each([
    ["a number", { firstName: 1 }],
    ["null", { lastName: null }],
    ["151 characters", { firstName: "a".repeat(151) }],
    ["a line break", { firstName: "Ada\nBcc: eve@evil.test" }],
    ["NUL", { lastName: "\u0000" }],
    ["a C1 control", { lastName: "a\u0085b" }],
    ["text that turns the line around", { lastName: "\u202egnp.exe" }],
    ["no address", { email: "ada", currentPassword: PASSWORD }],
    ["two addresses", { email: "ada@example.org,eve@evil.test", currentPassword: PASSWORD }],
    ["an address of 255 characters", { email: `a@${"b".repeat(249)}.org`, currentPassword: PASSWORD }],
  ])("is 400 invalid_request for %s, and writes nothing", async (_what, body) => {
    const { server, client } = await started();
    const before = await rowsOf(server);
    const answer = await client.patch("/me", body);
    expect([answer.status, answer.json["code"]]).toEqual([400, "invalid_request"]);
    expect([await rowsOf(server), await eventsOf(server)]).toEqual([before, []]);
  });

  it("gives back names of any alphabet as they were sent, and never as markup", async () => {
    const { client } = await started();
    const firstName = `<script>alert(1)</script> O'Neil 太郎 👩🏽‍💻`;
    expect((await client.patch("/me", { firstName })).json["user"]).toMatchObject({ firstName });
  });
});

describe("PATCH /me with an e-mail address", () => {
  it("ASVS 7.5.1 takes the password, and then one signs in with the new address only", async () => {
    const { server, client } = await started();
    const answer = await moveTo(client, "Countess@Example.org");
    expect([answer.status, answer.json["user"]]).toEqual([
      200,
      expect.objectContaining({ email: "Countess@Example.org" }),
    ]);
    expect((await server.client().signIn("countess@example.ORG", PASSWORD)).status).toBe(200);
    expect((await server.client().signIn("ada@example.org", PASSWORD)).status).toBe(401);
    expect((await server.client().signIn("ada", PASSWORD)).status).toBe(200);
    expect((await client.get("/me")).status).toBe(200);
    expect(await eventsOf(server)).toEqual(["email_changed ok email"]);
  });

  it("changes the names with it, in one act and with an event each", async () => {
    const { server, client } = await started();
    const body = { firstName: "Ada", email: "a@example.org", currentPassword: PASSWORD };
    expect((await client.patch("/me", body)).status).toBe(200);
    expect(await eventsOf(server)).toEqual(["profile_changed ok firstName", "email_changed ok email"]);
  });

  it("takes the address away, for any number of users", async () => {
    const { server, client } = await started();
    await server.addUser({ username: "grace", email: "grace@example.org" });
    for (const one of [client, await server.signedIn("grace")])
      expect((await moveTo(one, "")).json["user"]).toMatchObject({ email: "" });
    expect((await rowsOf(server)).map((row) => row.email_key)).toEqual([null, null]);
  });

  it.each([
    ["without", ""],
    ["with an empty", undefined],
  ])(
    "S-04 is 401 reauth_required %s password, and changes nothing, the name neither",
    async (_what, none) => {
      const { server, client } = await started();
      const before = await rowsOf(server);
      const body = { firstName: "Eve", email: "eve@evil.test" };
      const answer = await client.patch("/me", none === "" ? body : { ...body, currentPassword: "" });
      expect([answer.status, answer.json["code"], answer.cookies]).toEqual([401, "reauth_required", []]);
      expect([await rowsOf(server), await eventsOf(server)]).toEqual([before, []]);
    },
  );

  it("is 400 wrong_password with a wrong one, with an event, and changes nothing", async () => {
    const { server, client } = await started();
    const before = await rowsOf(server);
    const answer = await moveTo(client, "eve@evil.test", "wrong password");
    expect([answer.status, answer.json["code"], answer.cookies]).toEqual([400, "wrong_password", []]);
    expect([await rowsOf(server), await eventsOf(server)]).toEqual([
      before,
      ["email_changed wrong_password"],
    ]);
  });

  it("L-03 counts wrong passwords together with those of POST /me/password, and says when to try again", async () => {
    const { client } = await started({ loginAttemptsPerAccount: 3 });
    await moveTo(client, "eve@evil.test", "wrong password");
    await client.post("/me/password", {
      currentPassword: "wrong password",
      newPassword: "marble tide clock",
    });
    await moveTo(client, "eve@evil.test", "wrong password");
    const answer = await moveTo(client, "eve@evil.test");
    expect([answer.status, answer.json["code"]]).toEqual([429, "too_many_logins"]);
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    expect((await client.patch("/me", { firstName: "Ada" })).status).toBe(200);
  });

  it("starts the count anew with the right password", async () => {
    const { client } = await started({ loginAttemptsPerAccount: 2 });
    for (const round of [1, 2, 3]) {
      expect((await moveTo(client, "eve@evil.test", "wrong password")).status).toBe(400);
      expect((await moveTo(client, `ada${round}@example.org`)).status).toBe(200);
    }
  });

  it("is 409 conflict for what another user has as address or as name, one answer for both", async () => {
    const { server, client } = await started();
    await server.addUser({ username: "grace", email: "Grace@example.org" });
    await server.addUser({ username: "edsger@example.org" });
    const before = await rowsOf(server);
    const answers = [
      await moveTo(client, "grace@example.org"),
      await moveTo(client, "ＧＲＡＣＥ@example.org"),
      await moveTo(client, "edsger@example.org"),
    ];
    expect(answers.map(({ status, json }) => [status, json["code"]])).toEqual(
      Array(3).fill([409, "conflict"]),
    );
    expect(new Set(answers.map(fingerprint)).size).toBe(1);
    expect(answers[0]?.text).not.toMatch(/grace|edsger|taken/i);
    expect(await rowsOf(server)).toEqual(before);
    expect(await eventsOf(server)).toEqual(Array(3).fill("email_changed conflict"));
  });

  it("asks for the password first: without it nobody learns which address is taken", async () => {
    const { server, client } = await started();
    await server.addUser({ username: "grace", email: "grace@example.org" });
    const [taken, free] = [
      await moveTo(client, "grace@example.org", "wrong password"),
      await moveTo(client, "free@example.org", "wrong password"),
    ];
    expect(fingerprint(taken)).toBe(fingerprint(free));
  });

  it("counts an address that is taken as a failed attempt, so that few can be tried", async () => {
    const { server, client } = await started({ loginAttemptsPerAccount: 3 });
    await server.addUser({ username: "grace", email: "grace@example.org" });
    const statuses = [];
    for (let count = 0; count < 4; count++) statuses.push((await moveTo(client, "grace@example.org")).status);
    expect(statuses).toEqual([409, 409, 409, 429]);
  });

  it("takes one's own address in other letters, and one's own name where that is an address", async () => {
    const { server } = await started();
    await server.addUser({ username: "alan@example.org" });
    const alan = await server.signedIn("alan@example.org");
    expect((await moveTo(alan, "alan@example.org")).status).toBe(200);
    expect((await moveTo(alan, "Alan@Example.org")).json["user"]).toMatchObject({
      email: "Alan@Example.org",
    });
  });

  it("gives an address to one of two users who want it at once", async () => {
    const { server, client } = await started();
    await server.addUser({ username: "grace" });
    const grace = await server.signedIn("grace");
    const answers = await Promise.all([client, grace].map((one) => moveTo(one, "one@example.org")));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it("leaves no address and no password in the log or in an event", async () => {
    const { server, client } = await started();
    await server.addUser({ username: "grace", email: "grace@example.org" });
    await moveTo(client, "new@example.org");
    await moveTo(client, "grace@example.org");
    await moveTo(client, "eve@evil.test", "wrong password");
    const events = await server.auth.store.db.selectFrom("events").selectAll().execute();
    const written = [...server.logs, JSON.stringify(events)].join("\n");
    expect(written).not.toMatch(/new@|grace@|eve@|wrong password|tide clock/);
  });
});

describe("who may PATCH /me", () => {
  it("is 401 for nobody and for an ended session, and 405 elsewhere", async () => {
    const { server, client } = await started();
    const body = { firstName: "Eve" };
    expect((await server.client().patch("/me", body)).json["code"]).toBe("not_authenticated");
    const copy = client.copy();
    await client.post("/logout");
    expect((await copy.patch("/me", body)).json["code"]).toBe("token_invalid");
    expect((await copy.patch("/me/password", body)).status).toBe(405);
    expect((await rowsOf(server))[0]?.first_name).toBe("");
  });

  it.each([
    ["the CSRF token", { "x-csrftoken": undefined }],
    ["the right CSRF token", { "x-csrftoken": "a".repeat(86) }],
    ["a trusted origin", { origin: "https://evil.example" }],
  ])("X-01 is 403 without %s, and changes nothing", async (_what, headers) => {
    const { server, client } = await started();
    const answer = await client.patch("/me", { firstName: "Eve" }, headers);
    expect([answer.status, answer.json["code"]]).toEqual([403, "csrf_failed"]);
    expect((await rowsOf(server))[0]?.first_name).toBe("");
  });

  it("X-06 is 415 for what is not JSON", async () => {
    const { client } = await started();
    for (const type of ["application/x-www-form-urlencoded", "text/plain", "application/merge-patch+json"])
      expect((await client.patch("/me", {}, { "content-type": type })).status).toBe(415);
  });

  it("O-01 is granted to a trusted front end, preflight and all", async () => {
    const { server, client } = await started();
    const preflight = await server.client().send("OPTIONS", "/me", {
      origin: FRONT_END,
      "access-control-request-method": "PATCH",
      "access-control-request-headers": "content-type,x-csrftoken",
    });
    expect(preflight.headers["access-control-allow-methods"]?.split(", ")).toContain("PATCH");
    const answer = await client.patch("/me", { firstName: "Ada" }, { origin: FRONT_END });
    expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([200, FRONT_END]);
  });

  it("takes a bearer token without CSRF, and asks for the password all the same", async () => {
    const { server, client } = await started();
    const headers = { authorization: `Bearer ${client.cookie(ACCESS)}` };
    const bearer = server.client();
    expect((await bearer.patch("/me", { firstName: "Ada" }, headers)).status).toBe(200);
    const moved = await bearer.patch("/me", { email: "eve@evil.test" }, headers);
    expect(moved.json["code"]).toBe("reauth_required");
  });

  it("W-14 changes the user of the session and nobody else", async () => {
    const { server, client } = await started();
    await server.addUser({ username: "grace", firstName: "Grace" });
    const [, grace] = await rowsOf(server);
    await client.patch("/me", { firstName: "Ada", lastName: "Lovelace" });
    await moveTo(client, "new@example.org");
    expect((await rowsOf(server))[1]).toEqual(grace);
  });
});
