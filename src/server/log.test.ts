import { describe, expect, it } from "vitest";
import { createLog, flatLog } from "./log.ts";

function openLog() {
  const lines: string[] = [];
  const log = createLog({ logLevel: "info" }, { write: (line) => void lines.push(line) });
  return { log, last: () => JSON.parse(lines.at(-1) ?? "{}") };
}

const SECRETS = {
  password: "canary",
  token: "canary",
  secret: "canary",
  cookie: "canary",
  authorization: "canary",
};

describe("the log", () => {
  it("redacts what is named as a secret, and in the fields of what it is given", () => {
    const { log, last } = openLog();
    log.info({ ...SECRETS, headers: { ...SECRETS, "set-cookie": "canary", host: "wafer.test" } }, "hello");
    expect(JSON.stringify(last())).not.toContain("canary");
    expect(last()).toMatchObject({ password: "[redacted]", headers: { host: "wafer.test" }, msg: "hello" });
  });

  it("redacts in an error", () => {
    const { log, last } = openLog();
    log.error({ err: Object.assign(new Error("broken"), SECRETS) }, "failed");
    expect(JSON.stringify(last())).not.toContain("canary");
    expect(last().err.message).toBe("broken");
  });

  it("redacts in flat lines too", () => {
    const { log, last } = openLog();
    flatLog(log).info({ ...SECRETS, path: "/login" }, "request");
    expect(JSON.stringify(last())).not.toContain("canary");
    expect(last()).toMatchObject({ path: "/login", token: "[redacted]", msg: "request" });
  });

  it("says nothing below its level", () => {
    const { log, last } = openLog();
    flatLog(log).debug({ path: "/login" }, "request");
    expect(last()).toEqual({});
  });
});
