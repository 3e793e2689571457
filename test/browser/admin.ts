import { randomBytes } from "node:crypto";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { newId } from "../../src/ids.ts";
import { createAuth, type NewUser } from "../../src/index.ts";
import type { UsersTable } from "../../src/store/schema.ts";
import { startTestServer, type TestServer } from "../setup/server.ts";
import { userRow } from "../stores/rows.ts";
import { type Visit, visit } from "./browser.ts";

export const ROOT: NewUser = {
  username: "root",
  email: "root@example.org",
  password: "seven green bottles",
  isStaff: true,
  isSuperuser: true,
};

/** A server with the superuser root and these users. */
export async function startAdminServer(
  users: readonly NewUser[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<TestServer> {
  return startTestServer({
    env: { WAFER_LOGIN_ATTEMPTS_PER_ADDRESS: "1000", ...env },
    users: [ROOT, ...users],
  });
}

/** Signs in on the way to an address of the admin, in a browser profile of its own. */
export async function visitAdmin(
  browser: Browser,
  { url }: TestServer,
  path = "/admin",
  options: BrowserContextOptions = {},
  user: Pick<NewUser, "username" | "password"> = ROOT,
): Promise<Visit> {
  const visited = await visit(browser, options);
  // Through the API: the form has tests of its own, and takes a second.
  const { username, password } = user;
  const signIn = await visited.page.request.post(`${url}/login`, { data: { username, password } });
  if (!signIn.ok()) throw new Error(`${username} could not sign in: ${signIn.status()}`);
  await visited.page.goto(url + path);
  await visited.page.getByRole("heading", { level: 1 }).waitFor();
  return visited;
}

/** The names of a table's rows, in their order. */
export function rowNames(page: Page): Promise<string[]> {
  return page.getByRole("rowheader").getByRole("link").allTextContents();
}

/** Puts users into the database as they are, without the time that a hash takes. */
export async function addPeople(
  { config }: TestServer,
  people: readonly Partial<UsersTable>[],
): Promise<void> {
  const auth = await createAuth(config.settings);
  const now = auth.now();
  for (const [index, person] of people.entries()) {
    const username = person.username ?? `user-${String(index).padStart(3, "0")}`;
    const created = now - index * 3_600_000;
    const times = { created_at: created, updated_at: created, password_changed_at: created };
    const keys = { username, username_key: username.toLowerCase() };
    await auth.store.db
      .insertInto("users")
      .values(
        userRow(newId(created, randomBytes), { ...times, email: "", email_key: null, ...keys, ...person }),
      )
      .execute();
  }
  await auth.close();
}
