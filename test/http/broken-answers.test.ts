import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { expect, it } from "vitest";
import { createAuth } from "../../src/index.ts";
import { createApp } from "../../src/server/app.ts";
import { createFirstUser } from "../../src/server/first-user.ts";
import { SECRET } from "./serve.ts";

async function* slowly(): AsyncGenerator<string> {
  for (let count = 0; count < 20; count++) {
    yield `line ${count}\n`;
    await sleep(10);
  }
}

it("what is no HTTP, sent while an answer runs, ends the connection and puts nothing into the answer", async () => {
  const auth = await createAuth({ secret: SECRET, database: "sqlite::memory:" }, { migrate: true });
  const log = pino({ level: "silent" });
  const app = await createApp({ auth, firstUser: createFirstUser(auth, false), log });
  app.get("/slow", async (_request, reply) => reply.send(Readable.from(slowly())));
  await app.listen({ host: "127.0.0.1", port: 0 });
  const socket = connect((app.server.address() as AddressInfo).port, "127.0.0.1");
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    if (text === "") socket.write("no HTTP at all\r\n\r\n");
    text += chunk;
  });
  socket.on("error", () => {});
  socket.write("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await once(socket, "close");
  expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200"]);
  await app.close();
  await auth.close();
});
