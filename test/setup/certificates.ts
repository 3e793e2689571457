import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { needProgram } from "./programs.ts";

/** A certificate of an authority of the test's own, as files in PEM. */
export interface Certificate {
  readonly keyFile: string;
  /** The certificate, and after it the authority's. */
  readonly chainFile: string;
  /** Of the authority's public key, SHA-256 in base64: by it Chromium trusts what the authority has signed. */
  readonly authorityHash: string;
}

/** Makes an authority and one certificate for these host names; `*.example.test` stands for any one label. */
export function makeCertificate(folder: string, hosts: readonly string[]): Certificate {
  needProgram("/usr/bin/openssl", "openssl");
  const inFolder = (name: string) => join(folder, name);
  const authority = ["-CA", inFolder("authority.pem"), "-CAkey", inFolder("authority.key")];
  const names = hosts.map((host) => `DNS:${host}`).join(",");
  issue(inFolder("authority"), "Authority of a test", []);
  issue(inFolder("host"), "Hosts of a test", [
    ...authority,
    ...["-addext", `subjectAltName=${names}`, "-addext", "basicConstraints=critical,CA:FALSE"],
  ]);
  const pem = ["host.pem", "authority.pem"].map((name) => readFileSync(inFolder(name), "utf8"));
  writeFileSync(inFolder("chain.pem"), pem.join(""));
  const { publicKey } = new X509Certificate(String(pem[1]));
  const hash = createHash("sha256").update(publicKey.export({ type: "spki", format: "der" }));
  return {
    keyFile: inFolder("host.key"),
    chainFile: inFolder("chain.pem"),
    authorityHash: hash.digest("base64"),
  };
}

/** Writes `path`.key and `path`.pem. */
function issue(path: string, name: string, parameters: readonly string[]): void {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", `${path}.key`];
  const certificate = ["-days", "2", "-subj", `/CN=${name}`, "-out", `${path}.pem`];
  execFileSync("openssl", ["req", "-x509", ...key, ...certificate, ...parameters], { stdio: "pipe" });
}
