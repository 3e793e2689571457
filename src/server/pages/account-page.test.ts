import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browse, BUDGET, browse, cookiesOf, weigh } from "../../../test/setup/pages.ts";
import { ALICE, startTestServer, type TestServer } from "../../../test/setup/server.ts";
import { createAuth, forcePasswordChange } from "../../index.ts";
import { findUserByLogin } from "../../users/users.ts";

const BOB = { username: "bob", email: "bob@example.org", password: "tide clock marble" };
const CAROL = { username: "carol", email: "carol@example.org", password: "marble tide clock" };
const TOKEN = /eyJ[\w-]+\.[\w-]+\.[\w-]+/;

let server: TestServer;
let get: Browse["get"];
let post: Browse["post"];
beforeAll(async () => {
  server = await startTestServer({
    users: [ALICE, BOB, CAROL],
    env: { WAFER_LOGIN_ATTEMPTS_PER_ADDRESS: "1000" },
  });
  ({ get, post } = browse(server.url));
});
afterAll(() => server.stop());

/** The cookies of a new session. */
async function signIn(user = ALICE, userAgent = "curl/8.5.0"): Promise<string> {
  const { username, password } = user;
  return cookiesOf(await post("/sign-in", { username, password }, { "user-agent": userAgent }));
}

const accountOf = async (cookie: string, query = "") => (await get(`/account${query}`, { cookie })).text();

function csrfTokenIn(page: string): string {
  return /name="csrfToken" value="([^"]+)"/.exec(page)?.[1] ?? "";
}

/** Sends a form of the account page. */
async function submit(cookie: string, path: string, fields: Record<string, string>): Promise<Response> {
  return post(path, { csrfToken: csrfTokenIn(await accountOf(cookie)), ...fields }, { cookie });
}

const locationOf = (answer: Response) => [answer.status, answer.headers.get("location")];

/** The input of that id, as it stands in the page. */
const inputOf = (page: string, id: string) => new RegExp(`<input id="${id}"[^>]*>`).exec(page)?.[0] ?? "";

describe("GET /account", () => {
  it("shows who is signed in, and no token (C-03)", async () => {
    const page = await accountOf(await signIn());
    for (const text of [">alice<", 'value="Alice"', 'value="Liddell"', 'value="alice@example.org"'])
      expect(page).toContain(text);
    expect(page).not.toMatch(TOKEN);
  });

  it("is kept by no cache (S-06)", async () => {
    const { headers } = await get("/account", { cookie: await signIn() });
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("is where / leads; who is not signed in goes to sign-in, and comes back", async () => {
    expect(locationOf(await get("/"))).toEqual([303, "/account"]);
    expect(locationOf(await get("/account"))).toEqual([303, "/sign-in?next=/account"]);
    const back = await get("/sign-in?next=/account", { cookie: await signIn() });
    expect(locationOf(back)).toEqual([303, "/account"]);
  });

  it("tells who was signed out meanwhile why they must sign in again", async () => {
    const [here, there] = [await signIn(), await signIn()];
    await submit(here, "/sign-out/others", {});
    const answer = await get("/account", { cookie: there });
    expect(locationOf(answer)).toEqual([303, "/sign-in?notice=session_ended&next=/account"]);
  });

  it("costs at most 10 KB with its style and script, compressed, with full lists", async () => {
    const cookie = await signIn(
      BOB,
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    );
    for (let count = 0; count < 24; count++) await signIn(BOB);
    const page = await accountOf(cookie);
    expect(page.match(/<li>/g)).toHaveLength(40);
    expect(page).toContain("Show all 25 devices");
    expect(await weigh(server.url, page)).toBeLessThanOrEqual(BUDGET);
    const all = await accountOf(cookie, "?devices=all");
    expect(all.match(/<li>/g)).toHaveLength(45);
    expect(all).not.toContain("Show all");
  });

  it("shows older events a page at a time, and the newest for an address that is none", async () => {
    const cookie = await signIn(BOB);
    const first = await accountOf(cookie);
    const [, before] = /before=(\d+)#events/.exec(first) ?? [];
    const second = await accountOf(cookie, `?before=${before}`);
    expect(second).toContain("Account created<br><small>Program on the server<br>");
    expect(second).toContain('<a href="/account#events">Show newest</a>');
    expect(second).not.toContain("Show older");
    for (const query of ["?before=x", "?before=-1", "?before=1e999", "?before="])
      expect(await accountOf(cookie, query)).toContain(`before=${before}#events`);
    expect(await accountOf(cookie, "?before=1")).toContain("Nothing older is kept.");
  });

  it("describes devices and events in its own words, never in a stranger's (W-02)", async () => {
    const agent = "<img src=x onerror=alert(1)> Gecko/20100101";
    const cookie = await signIn(ALICE, agent);
    await post("/sign-in", { username: "alice", password: "wrong one" }, { "user-agent": agent });
    const page = await accountOf(cookie);
    expect(page).toContain("Sign-in refused: wrong password");
    expect(page).toContain("Unknown device (this sign-in)");
    expect(page).not.toMatch(/onerror|Gecko/);
  });

  it("shows nothing of another user (W-14)", async () => {
    await signIn(ALICE);
    const page = await accountOf(await signIn(BOB));
    expect(page).not.toMatch(/alice|Liddell/);
  });
});

describe("the account page of who must choose a new password", () => {
  it("is where sign-in leads, says why, offers that and sign-out alone, and is whole again afterwards", async () => {
    const auth = await createAuth(server.config.settings);
    const carol = await findUserByLogin(auth, "carol");
    await forcePasswordChange(auth, carol?.id ?? "");
    await auth.close();
    const cookie = await signIn(CAROL);
    const back = await get("/sign-in?next=/notes", { cookie });
    expect(locationOf(back)).toEqual([303, "/account"]);
    const page = await accountOf(cookie);
    expect(page).toContain("Choose a new password to go on");
    const forms = [...page.matchAll(/action="([^"]+)"/g)].map(([, path]) => path);
    expect(forms).toEqual(["/account/password", "/sign-out", "/sign-out/all"]);
    expect(page).not.toContain(CAROL.email);
    for (const [path, fields] of Object.entries({
      "/account/name": { firstName: "C" },
      "/sign-out/others": {},
    })) {
      const answer = await submit(cookie, path, fields);
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain("Choose a new password to go on");
    }
    const passwords = { currentPassword: CAROL.password, newPassword: "another tide clock" };
    const same = await submit(cookie, "/account/password", { ...passwords, newPassword: CAROL.password });
    expect(await same.text()).toContain("you must choose another");
    const answer = await submit(cookie, "/account/password", passwords);
    expect(locationOf(answer)).toEqual([303, "/account?notice=password_changed"]);
    expect(await accountOf(await cookiesOf(answer))).toContain('value="carol@example.org"');
  });
});

describe("every form of the account page", () => {
  const FORMS: Readonly<Record<string, Record<string, string>>> = {
    "/account/name": { firstName: "Mallory", lastName: "" },
    "/account/email": { email: "mallory@evil.test", currentPassword: ALICE.password },
    "/account/password": { currentPassword: ALICE.password, newPassword: "tide clock marble" },
    "/sign-out": {},
    "/sign-out/all": {},
    "/sign-out/others": {},
    "/sign-out/device": { id: "that of another device" },
  };

  it.each(Object.entries(FORMS))(
    "refuses POST %s without the CSRF token of this session, and changes nothing (X-02)",
    async (path, fields) => {
      const [cookie, other] = [await signIn(), await signIn()];
      const id = /data-session="([^"]+)"/.exec(await accountOf(other))?.[1] ?? "";
      const sent = "id" in fields ? { id } : fields;
      for (const csrfToken of ["", csrfTokenIn(await accountOf(other))]) {
        const answer = await post(path, { ...sent, csrfToken }, { cookie });
        const page = await answer.text();
        expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
        expect(page).toContain('role="alert"');
        expect(page).not.toMatch(/mallory/i);
      }
      const page = await accountOf(cookie);
      expect(page).toContain('value="Alice"');
      expect(page).toContain('value="alice@example.org"');
      expect((await get("/account", { cookie: other })).status).toBe(200);
    },
  );

  it.each(Object.keys(FORMS))("refuses POST %s of another origin (X-04)", async (path) => {
    const cookie = await signIn();
    const csrfToken = csrfTokenIn(await accountOf(cookie));
    const headers = { cookie, origin: "https://evil.example" };
    expect((await post(path, { ...FORMS[path], csrfToken }, headers)).status).toBe(403);
    expect(await accountOf(cookie)).toContain('value="Alice"');
  });

  it("tells who was signed out meanwhile that nothing was changed", async () => {
    for (const path of ["/account/name", "/account/email", "/account/password", "/sign-out/others"]) {
      const answer = await post(path, FORMS[path] ?? {});
      expect(answer.status).toBe(401);
      expect(await answer.text()).toContain("nothing was changed");
    }
  });

  it("is 405 for a method that a page does not take (X-07)", async () => {
    const answer = await fetch(`${server.url}/sign-out`, { method: "PUT" });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, POST, HEAD"]);
  });

  it("leads back to where it stands when its address is opened, and signs nobody out", async () => {
    const cookie = await signIn();
    for (const path of ["/sign-out", "/sign-out/all"])
      expect(locationOf(await get(path, { cookie }))).toEqual([303, "/account"]);
    expect((await get("/account", { cookie })).status).toBe(200);
    const sections = {
      "/account/name": "profile",
      "/account/email": "profile",
      "/account/password": "change-password",
      "/sign-out/others": "devices",
      "/sign-out/device": "devices",
    };
    for (const [path, section] of Object.entries(sections))
      expect(locationOf(await get(path))).toEqual([303, `/account#${section}`]);
  });
});

describe("the profile forms", () => {
  it("save a name and say so on the page that they lead to", async () => {
    const cookie = await signIn(BOB);
    const answer = await submit(cookie, "/account/name", { firstName: "Bob", lastName: "<b>O'Neil" });
    expect(locationOf(answer)).toEqual([303, "/account?notice=profile_saved"]);
    const page = await accountOf(cookie, "?notice=profile_saved");
    expect(page).toContain("Your profile is saved.");
    expect(page).toContain('value="&lt;b&gt;O&#39;Neil"');
    expect(page).toContain("Name changed");
  });

  it("tell which name cannot be kept, and keep what was typed", async () => {
    const answer = await submit(await signIn(BOB), "/account/name", {
      firstName: "Robert",
      lastName: "b".repeat(151),
    });
    const page = await answer.text();
    expect(answer.status).toBe(400);
    expect(page).toContain("the last name is longer than 150 characters");
    expect(inputOf(page, "firstName")).toContain('value="Robert"');
    expect(inputOf(page, "firstName")).not.toContain("aria-invalid");
    expect(inputOf(page, "lastName")).toMatch(
      /value="b{151}".*aria-invalid="true" aria-describedby="failure"/,
    );
  });

  it.each([
    ["no-address", BOB.password, 400, "the e-mail address is not valid", "email"],
    ["alice@example.org", BOB.password, 409, "that e-mail address cannot be used", "email"],
    ["new@example.org", "not his", 400, "The current password is wrong.", "email-password"],
    ["new@example.org", "", 401, "a new e-mail address takes your password", "email-password"],
  ])(
    "refuse the address %s with the password %j, and keep the address typed but no password",
    async (email, currentPassword, status, message, wrong) => {
      const cookie = await signIn(BOB);
      const answer = await submit(cookie, "/account/email", { email, currentPassword });
      const page = await answer.text();
      expect(answer.status).toBe(status);
      expect(/<p id="failure"[^>]*>([^<]+)/.exec(page)?.[1]).toContain(message);
      expect(inputOf(page, "email")).toContain(`value="${email}"`);
      expect(inputOf(page, wrong)).toMatch(/aria-invalid="true" aria-describedby="failure/);
      expect(page.match(/aria-invalid/g)).toHaveLength(1);
      expect(page).not.toContain(BOB.password);
      expect(await accountOf(cookie)).toContain('value="bob@example.org"');
    },
  );

  it("W-13 take no other field", async () => {
    const cookie = await signIn(BOB);
    const answer = await submit(cookie, "/account/name", { firstName: "B", is_superuser: "true", id: "1" });
    expect(answer.status).toBe(400);
    expect(await accountOf(cookie)).not.toMatch(/Superuser|value="B"/);
  });
});

describe("signing out from the account page", () => {
  it("ends this session as sign-out does, when its own id is sent to /sign-out/device", async () => {
    const cookie = await signIn();
    const id = /data-session="([^"]+)"/.exec(await accountOf(cookie))?.[1] ?? "";
    const answer = await submit(cookie, "/sign-out/device", { id });
    expect(locationOf(answer)).toEqual([303, "/sign-in?notice=signed_out"]);
    const ages = answer.headers.getSetCookie().map((line) => /Max-Age=(\d+)/.exec(line)?.[1]);
    expect(ages).toEqual(["0", "0", "0"]);
    expect((await get("/account", { cookie })).status).toBe(303);
  });

  it("says of a device that is signed out already that it is signed out", async () => {
    const answer = await submit(await signIn(), "/sign-out/device", { id: "gone" });
    expect(locationOf(answer)).toEqual([303, "/account?notice=device_signed_out"]);
  });

  it("offers to sign out all others only where there are others", async () => {
    const cookie = await signIn();
    await submit(cookie, "/sign-out/others", {});
    expect(await accountOf(cookie)).not.toContain("Sign out all other devices");
    await signIn();
    expect(await accountOf(cookie)).toContain("Sign out all other devices");
  });
});

describe("the change-password URL", () => {
  it("leads password managers to the form", async () => {
    const answer = await get("/.well-known/change-password");
    expect(answer.headers.get("location")).toBe("/account#change-password");
  });
});
