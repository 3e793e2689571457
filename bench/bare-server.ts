import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerQuestions, cpuMicroseconds } from "./child.ts";
import { note } from "./note.ts";
import { openRawCommits } from "./raw-commits.ts";

let commit = () => {};

/** The floor: what Node itself needs to answer a JSON document and, to a POST, to make one durable commit before. */
const server = createServer((request, response) => {
  if (request.method === "POST") commit();
  const body = JSON.stringify(note);
  response.writeHead(200, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
});

const handlers = {
  async start({ folder }: { folder: string }) {
    commit = openRawCommits(folder);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  cpuMicroseconds: (_argument: null) => cpuMicroseconds(),
};

export type BareServer = typeof handlers;
answerQuestions(handlers);
