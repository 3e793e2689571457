import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerQuestions, cpuMicroseconds } from "./child.ts";
import { note } from "./note.ts";

/** The floor: what Node itself needs to answer a JSON document. */
const server = createServer((_request, response) => {
  const body = JSON.stringify(note);
  response.writeHead(200, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
});

const handlers = {
  async start(_argument: null) {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  cpuMicroseconds: (_argument: null) => cpuMicroseconds(),
};

export type BareServer = typeof handlers;
answerQuestions(handlers);
