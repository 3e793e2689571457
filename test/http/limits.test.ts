import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type RawAnswer, sendRaw } from "./raw.ts";
import { ORIGIN, PASSWORD, serve, type TestServer } from "./serve.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

const HEAD = `POST /login HTTP/1.1\r\nHost: localhost\r\nOrigin: ${ORIGIN}\r\nContent-Type: application/json\r\n`;
const SMUGGLED = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

describe("100 slow connections", () => {
  const ways: [string, string][] = [
    ["that say nothing", ""],
    ["that never finish their headers", `${HEAD}X-Slow: a`],
    ["that never finish their body", `${HEAD}Content-Length: 50\r\n\r\n{"user`],
    ["that never finish a chunked body", `${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\n{"use\r\n`],
  ];

  it("W-06 are all closed within 10 s, though their clients never close, and others are served meanwhile", async () => {
    const startedAt = performance.now();
    const connections = ways.flatMap(([, bytes]) =>
      Array.from({ length: 25 }, () => holdOpen(server.port, bytes)),
    );
    const closing = Promise.all(connections.map((connection) => connection.closed));
    let served = 0;
    const poll = setInterval(async () => {
      if ((await server.client().get("/readyz")).status === 200) served++;
    }, 500);
    onTestFinished(() => clearInterval(poll));
    const trickle = setInterval(() => {
      for (const { socket } of connections.slice(25, 50)) if (socket.writable) socket.write("a");
    }, 1000);
    onTestFinished(() => clearInterval(trickle));
    await closing;
    expect(performance.now() - startedAt).toBeLessThan(10_500);
    expect(served).toBeGreaterThan(10);
    expect((await server.signedIn()).jar.size).toBe(3);
  }, 20_000);

  it("a connection that the server gives up is freed on its side too, though the client keeps its half open", async () => {
    const other = await serve();
    onTestFinished(() => other.close());
    const { closed, socket } = holdOpen(other.port, "NOT HTTP\r\n\r\n");
    onTestFinished(() => void socket.destroy());
    await closed;
    await expect.poll(() => openConnections(other)).toBe(0);
  });
});

describe("what could be read as two requests", () => {
  const body = JSON.stringify({ username: "ada", password: PASSWORD });
  const length = `Content-Length: ${body.length}\r\n`;
  const chunked = "Transfer-Encoding: chunked\r\n";
  const vague: [string, string][] = [
    ["Content-Length and Transfer-Encoding", `${HEAD}${length}${chunked}\r\n0\r\n\r\n${SMUGGLED}`],
    [
      "Transfer-Encoding and Content-Length",
      `${HEAD}${chunked}Content-Length: 4\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    ],
    ["two Content-Lengths", `${HEAD}${length}Content-Length: 0\r\n\r\n${body}${SMUGGLED}`],
    ["a list of Content-Lengths", `${HEAD}Content-Length: 0, ${body.length}\r\n\r\n${body}${SMUGGLED}`],
    ["a signed Content-Length", `${HEAD}Content-Length: +${body.length}\r\n\r\n${body}${SMUGGLED}`],
    ["a negative Content-Length", `${HEAD}Content-Length: -1\r\n\r\n${SMUGGLED}`],
    ["a hexadecimal Content-Length", `${HEAD}Content-Length: 0x10\r\n\r\n${SMUGGLED}`],
    [
      "an encoding that is not chunked last",
      `${HEAD}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    ],
    ["a space before the colon", `${HEAD}Content-Length : 0\r\n\r\n${SMUGGLED}`],
    ["a lone line feed", `${HEAD.replaceAll("\r\n", "\n")}Content-Length: 0\n\n${SMUGGLED}`],
    ["a lone carriage return", `${HEAD}X-A: b\rContent-Length: 0\r\n\r\n${SMUGGLED}`],
    ["a folded header", `${HEAD}X-A: b\r\n Content-Length: 0\r\n\r\n${SMUGGLED}`],
    ["a folded Transfer-Encoding", `${HEAD}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ["a chunk size that is no number", `${HEAD}${chunked}\r\nzz\r\n\r\n${SMUGGLED}`],
    ["a chunk longer than it says", `${HEAD}${chunked}\r\n1\r\nabc\r\n0\r\n\r\n${SMUGGLED}`],
    ["a chunk ended by a line feed", `${HEAD}${chunked}\r\n1\na\n0\n\n${SMUGGLED}`],
    [
      "a chunk extension of 20 kB",
      `${HEAD}${chunked}\r\n1;${"a".repeat(20_000)}\r\na\r\n0\r\n\r\n${SMUGGLED}`,
    ],
  ];
  it.each(vague)("W-07 %s is refused once, and the connection closed", async (_what, bytes) => {
    const answer = await sendRaw(server.port, bytes, 1000);
    expectOneRefusal(answer);
    expect(answer.text).toContain("application/problem+json");
  });

  it("W-07 a request without Host is refused once, and the connection closed", async () => {
    expectOneRefusal(await sendRaw(server.port, `GET /healthz HTTP/1.1\r\n\r\n${SMUGGLED}`, 1000));
  });

  it("answers two requests that are clearly two, in order", async () => {
    const { statuses } = await sendRaw(server.port, `${HEAD}${length}\r\n${body}${SMUGGLED}`, 300);
    expect(statuses).toEqual([200, 200]);
  });

  it("passes over a short chunk extension, as RFC 9112 section 7.1.1 tells it to, and reads one request", async () => {
    const size = body.length.toString(16);
    const bytes = `${HEAD}${chunked}\r\n${size};name=value\r\n${body}\r\n0\r\n\r\n${SMUGGLED}`;
    expect((await sendRaw(server.port, bytes, 300)).statuses).toEqual([200, 200]);
  });
});

describe("a body", () => {
  it("W-05 of exactly 100,000 bytes is read, of one more is 413", async () => {
    const send = (size: number) =>
      server.client().send("POST", "/login", { "content-type": "application/json" }, " ".repeat(size));
    expect((await send(100_000)).json["code"]).toBe("malformed_json");
    expect((await send(100_001)).json["code"]).toBe("body_too_large");
  });

  it("W-05 in chunks is cut off at the limit, however long it would go on", async () => {
    const chunk = `2710\r\n${"x".repeat(10_000)}\r\n`;
    const answer = await sendRaw(
      server.port,
      `${HEAD}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(30)}`,
      1000,
    );
    expect(answer.statuses).toEqual([413]);
  });
});

describe("a flood of logins", () => {
  it("L-09 past the hashing queue is 503 with Retry-After, and whoever is signed in is served meanwhile", async () => {
    const settings = {
      hashConcurrency: 1,
      hashQueueLimit: 5,
      loginAttemptsPerAccount: 1000,
      loginAttemptsPerAddress: 60,
    };
    const flooded = await serve(settings);
    onTestFinished(() => flooded.close());
    const client = await flooded.signedIn();
    let isOver = false;
    const flood = Promise.all(
      Array.from({ length: 60 }, (_, i) => flooded.client().signIn(`name${i}`, "wrong password")),
    ).finally(() => {
      isOver = true;
    });
    const durations: number[] = [];
    while (!isOver || durations.length === 0) {
      const startedAt = performance.now();
      expect((await client.get("/me")).status).toBe(200);
      durations.push(performance.now() - startedAt);
    }
    const answers = await flood;
    const busy = answers.filter((answer) => answer.status === 503);
    const tried = answers.filter((answer) => answer.status === 401);
    expect([tried.length + busy.length, busy.length > 10]).toEqual([60, true]);
    for (const { headers, json } of busy) {
      expect(json["code"]).toBe("server_busy");
      expect(Number(headers["retry-after"])).toBeGreaterThanOrEqual(1);
    }
    expect(durations.length).toBeGreaterThan(5);
    // A busy server's refusals are not held against the address: with all 60 counted this would be 429.
    expect((await flooded.signedIn()).jar.size).toBe(3);
  });
});

function expectOneRefusal({ statuses, closed, text }: RawAnswer): void {
  expect([statuses, closed]).toEqual([[400], true]);
  expect(text.toLowerCase()).toContain("connection: close");
}

/** A client that sends what it is given and then neither more nor a FIN; `closed` resolves when the server ends it. */
function holdOpen(port: number, bytes: string): { socket: Socket; closed: Promise<void> } {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.resume();
  socket.write(bytes);
  const closed = new Promise<void>((resolve) => {
    socket.on("end", resolve);
    socket.on("error", () => resolve());
    socket.on("close", () => resolve());
  });
  return { socket, closed };
}

function openConnections({ server: listening }: TestServer): Promise<number> {
  return new Promise((resolve, reject) => {
    listening.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}
