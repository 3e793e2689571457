import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import Fastify from "fastify";
import { createAuth, createUser } from "wafer-auth";
import { addRoutes } from "./routes.ts";
import settings from "./wafer.config.ts";

const ADA = { username: "ada", password: "tide clock marble" };

test("notes are for their writer, who is signed in and sends the CSRF token", async (t) => {
  const secret = randomBytes(32).toString("hex");
  const auth = await createAuth({ ...settings, secret, database: "sqlite::memory:" }, { migrate: true });
  const app = Fastify();
  app.addHook("onClose", () => auth.close());
  t.after(() => app.close());
  await addRoutes(app, auth);
  await createUser(auth, ADA);

  assert.equal((await app.inject("/notes")).statusCode, 401);
  const signedIn = await app.inject({ method: "POST", url: "/auth/login", payload: ADA });
  const cookies = Object.fromEntries(signedIn.cookies.map(({ name, value }) => [name, value]));
  assert.deepEqual((await app.inject({ url: "/notes", cookies })).json(), []);

  const note = { method: "POST", url: "/notes", cookies, payload: { text: "Milk" } } as const;
  assert.equal((await app.inject(note)).json().code, "csrf_failed");
  const headers = { "x-csrftoken": signedIn.json().csrfToken };
  assert.equal((await app.inject({ ...note, headers })).statusCode, 201);
  assert.deepEqual((await app.inject({ url: "/notes", cookies })).json(), ["Milk"]);
});
