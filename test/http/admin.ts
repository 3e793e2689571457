import type { SettingsInput } from "../../src/index.ts";
import { changePermissions, type Permission } from "../../src/index.ts";
import type { UserRow } from "../../src/users/user.ts";
import { findUserByLogin } from "../../src/users/users.ts";
import type { Client } from "./client.ts";
import { type ServeOptions, serve, type TestServer } from "./serve.ts";

/** A server with the admin's people: ada is a user, root a superuser. */
export async function serveAdmin(
  settings: SettingsInput = {},
  options: ServeOptions = {},
): Promise<TestServer> {
  const server = await serve(settings, options);
  await server.addUser({ username: "root", isStaff: true, isSuperuser: true });
  return server;
}

/** A client of a new staff user who was given these permissions. */
export async function staff(
  server: TestServer,
  username: string,
  permissions: readonly Permission[],
): Promise<Client> {
  await server.addUser({ username, isStaff: true });
  const { id: userId } = await userOf(server, username);
  await changePermissions(server.auth, { userId }, { give: permissions });
  return server.signedIn(username);
}

export async function userOf(server: TestServer, username: string): Promise<UserRow> {
  const user = await findUserByLogin(server.auth, username);
  if (user === null) throw new Error(`there is no ${username}`);
  return user;
}

/** Rows of a list in an answer. */
export function listOf(
  json: Readonly<Record<string, unknown>>,
  name: string,
): readonly Record<string, unknown>[] {
  return json[name] as readonly Record<string, unknown>[];
}
