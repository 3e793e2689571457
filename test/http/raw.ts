import { connect } from "node:net";

/** What a server answered to exact bytes, and whether it closed the connection. */
export interface RawAnswer {
  readonly text: string;
  /** Of each answer on the connection, in order. */
  readonly statuses: readonly number[];
  readonly closed: boolean;
}

/**
 * Sends bytes as they stand and reads until the server closes, or says nothing for `patience` milliseconds.
 * The client's own side stays open, as an attacker would leave it.
 */
export function sendRaw(port: number, bytes: string | Buffer, patience = 150): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    const finish = (closed: boolean) => {
      socket.destroy();
      const text = Buffer.concat(chunks).toString();
      resolve({
        text,
        statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1])),
        closed,
      });
    };
    socket.setTimeout(patience, () => finish(false));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("end", () => finish(true));
    socket.on("error", () => finish(true));
    socket.write(bytes);
  });
}
