import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Certificate, makeCertificate } from "../setup/certificates.ts";

export type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** A request as it arrived. */
export interface Arrival {
  readonly host: string;
  /** "POST /login" */
  readonly call: string;
  /** The names of its cookies, sorted. */
  readonly cookies: readonly string[];
  /** Of the answer; 0 until it is on its way. */
  status: number;
}

/** Hosts of several sites, over TLS, at one port of this machine. */
export interface HttpsHosts {
  readonly arrivals: Arrival[];
  /** What a browser needs to find the hosts and to trust them. */
  readonly browserArguments: readonly string[];
  close(): void;
}

/** @param hosts what answers, by host name */
export async function startHttpsHosts(hosts: Readonly<Record<string, Handler>>): Promise<HttpsHosts> {
  const folder = mkdtempSync(join(tmpdir(), "wafer-hosts-"));
  const certificate = makeCertificate(folder, Object.keys(hosts));
  const arrivals: Arrival[] = [];
  const tls = { key: readFileSync(certificate.keyFile), cert: readFileSync(certificate.chainFile) };
  const server = createServer(tls, (incoming, outgoing) => {
    const { host = "" } = incoming.headers;
    const cookies = namesIn(incoming.headers.cookie);
    const arrival: Arrival = { host, call: `${incoming.method} ${incoming.url}`, cookies, status: 0 };
    arrivals.push(arrival);
    outgoing.on("finish", () => {
      arrival.status = outgoing.statusCode;
    });
    hosts[host]?.(incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    arrivals,
    browserArguments: browserArguments(certificate, Object.keys(hosts), port),
    close() {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function namesIn(header: string | undefined): string[] {
  const pairs = header?.split("; ") ?? [];
  return pairs.map((pair) => pair.slice(0, pair.indexOf("="))).sort();
}

/** Takes these hosts from a port of this machine, and trusts the certificate's authority and no other. */
export function browserArguments(
  { authorityHash }: Certificate,
  hosts: readonly string[],
  port: number,
): string[] {
  const rules = hosts.map((host) => `MAP ${host}:443 127.0.0.1:${port}`).join(", ");
  return [`--host-resolver-rules=${rules}`, `--ignore-certificate-errors-spki-list=${authorityHash}`];
}

/** @param target is asked for each request: "http://127.0.0.1:41234" */
export function passOnTo(target: () => string): Handler {
  return (incoming, outgoing) => {
    const { method, headers } = incoming;
    const passed = request(target() + incoming.url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on("error", () => incoming.socket.destroy());
    incoming.pipe(passed);
  };
}
