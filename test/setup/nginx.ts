import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Certificate, makeCertificate } from "./certificates.ts";
import { needProgram } from "./programs.ts";
import { freePort } from "./server.ts";

const NGINX = "/usr/sbin/nginx";

/** A real nginx with the configuration of a guide. */
export interface Nginx {
  readonly certificate: Certificate;
  /** Where it speaks TLS on this machine. */
  readonly port: number;
  readonly plainPort: number;
  stop(): Promise<void>;
}

/**
 * Runs the file as it stands, but for where its ports and files are on this machine.
 *
 * @param host its server_name
 * @param waferPort in the place of 8000
 * @param app folders that make up /srv/app, by the path they have in it
 */
export async function startNginx(
  file: string,
  host: string,
  waferPort: number,
  app: Readonly<Record<string, string>> = {},
): Promise<Nginx> {
  needProgram(NGINX, "nginx");
  const folder = mkdtempSync(join(tmpdir(), "wafer-nginx-"));
  const certificate = makeCertificate(folder, [host]);
  const [port, plainPort] = [await freePort(), await freePort()];
  for (const [path, source] of Object.entries(app))
    cpSync(source, join(folder, "app", path), { recursive: true });
  const site = replaceAll(readFileSync(file, "utf8"), {
    "listen 443 ssl": `listen 127.0.0.1:${port} ssl`,
    "listen 80;": `listen 127.0.0.1:${plainPort};`,
    [`/etc/ssl/${host}/chain.pem`]: certificate.chainFile,
    [`/etc/ssl/${host}/key.pem`]: certificate.keyFile,
    "/srv/app": join(folder, "app"),
    "http://127.0.0.1:8000": `http://127.0.0.1:${waferPort}`,
  });
  const path = join(folder, "nginx.conf");
  writeFileSync(path, frameOf(site, folder));
  const parameters = ["-c", path, "-e", "stderr", "-p", folder];
  execFileSync(NGINX, ["-t", "-q", ...parameters], { stdio: "inherit" });
  const child = spawn(NGINX, parameters, { stdio: "inherit" });
  await listening(port);
  return {
    certificate,
    port,
    plainPort,
    async stop() {
      child.kill();
      await once(child, "exit");
      rmSync(folder, { recursive: true });
    },
  };
}

function replaceAll(text: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((changed, [from, to]) => changed.replaceAll(from, to), text);
}

/** What Debian's nginx.conf is around a site, as one process of whoever runs the test. */
function frameOf(site: string, folder: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `daemon off; master_process off; pid ${join(folder, "nginx.pid")};
events {}
http {
  include /etc/nginx/mime.types;
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${join(folder, name)};`).join("\n  ")}
${site}}
`;
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
      socket.on("connect", () => socket.end());
    });
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("nginx does not listen");
}
