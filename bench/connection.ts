import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** What an answer's head ends with, and where it tells the length of the body. */
const END_OF_HEAD = "\r\n\r\n";
const LENGTH = /\r\ncontent-length: (\d+)/i;

/** A keep-alive connection for one request at a time. It does little, since it works on the cores of who is measured. */
export class Connection {
  readonly #socket: Socket;
  readonly #chunks: AsyncIterator<Buffer>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#chunks = socket[Symbol.asyncIterator]();
  }

  static async open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, "connect");
    return new Connection(socket);
  }

  /** @returns the status of the answer, once all of it is here */
  async send(request: Buffer): Promise<number> {
    this.#socket.write(request);
    let answer = await this.#read();
    for (;;) {
      const head = answer.indexOf(END_OF_HEAD);
      const [, length] = LENGTH.exec(answer.toString("latin1", 0, Math.max(head, 0))) ?? [];
      if (length !== undefined && answer.length >= head + END_OF_HEAD.length + Number(length))
        return Number(answer.toString("latin1", "HTTP/1.1 ".length, "HTTP/1.1 200".length));
      answer = Buffer.concat([answer, await this.#read()]);
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  async #read(): Promise<Buffer> {
    const { done, value } = await this.#chunks.next();
    if (done) throw new Error("the server closed the connection");
    return value;
  }
}

/** The bytes of a POST. */
export function postOf(url: string, headers: Readonly<Record<string, string>>, body: string): Buffer {
  const { host, pathname } = new URL(url);
  const all = { host, ...headers, "content-length": String(Buffer.byteLength(body)) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`POST ${pathname} HTTP/1.1`, ...lines, "", body].join("\r\n"));
}
