import { once } from "node:events";
import { chmodSync, mkdirSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { freePort, newPlace, PASSWORD, PRODUCTION, serve, signIn, until, wafer } from "./wafer.ts";

describe("serve", () => {
  it("tells its address, where the data lies and both ways to the first user, all on stderr", async () => {
    const place = newPlace();
    const port = await freePort();
    const server = await serve(place, port);
    expect(server.stderr()).toContain(`(development) listens on http://localhost:${port}\n`);
    expect(server.stderr()).toContain(join(place.cwd, ".wafer", "wafer.db"));
    expect(server.stderr()).toContain(`http://localhost:${port}/setup?code=`);
    expect(server.stderr()).toContain("npx wafer createsuperuser");
    expect(server.stdout()).not.toContain("code=");
  });

  it("offers no link in production, nor anything once there is a user", async () => {
    const place = newPlace(PRODUCTION);
    await wafer(place, ["migrate"]);
    const server = await serve(place, await freePort());
    expect(server.stderr()).toContain(
      "There are no users yet. Create the first one: npx wafer createsuperuser",
    );
    expect(server.stderr()).not.toContain("/setup");
    server.process.kill("SIGTERM");
    await server.ended;
    await wafer(place, ["user", "add", "ada", "--password-stdin"], { input: PASSWORD });
    expect((await serve(place, await freePort())).stderr()).not.toContain("no users yet");
  });

  it("ends with 1 on a port that is taken, and names the cure", async () => {
    const port = await freePort();
    const other = createServer().listen(port, "localhost");
    onTestFinished(() => void other.close());
    await once(other, "listening");
    const { code, stderr } = await wafer(newPlace(), ["serve", "--port", String(port)]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Error: Port ${port} is taken. Stop the program that uses it, or choose another: PORT=${port + 1}.\n`,
    });
  });

  it("ends with 4 on a data folder that may not be written, and names the folder", async () => {
    const place = newPlace();
    chmodSync(place.cwd, 0o555);
    const user = process.getuid?.() === 0 ? { user: 65_534 } : {};
    const { code, stderr } = await wafer(place, ["serve"], user);
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /^Error: The database .*\.wafer\/wafer\.db cannot be written: .*write permission.*\n$/,
    );
  });

  it("ends with 4 where the database is a folder", async () => {
    const place = newPlace();
    mkdirSync(join(place.cwd, ".wafer", "wafer.db"), { recursive: true });
    const { code, stderr } = await wafer(place, ["serve"]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/^Error: The database .* cannot be opened: .*\n$/);
  });

  it.skipIf(process.platform !== "linux").each([
    ["the data folder", { WAFER_DATA_DIR: "/proc/none" }],
    ["the database", { DATABASE_URL: "sqlite:/proc/none/wafer.db" }],
  ])("ends with 4 where the system lets nobody make a folder for %s", async (_name, env) => {
    const { code, stderr } = await wafer(newPlace(env), ["serve"]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/^Error: The database \/proc\/none\/wafer\.db cannot be opened: .*\n$/);
  });

  it("warns when another server uses the database, names PostgreSQL, and both serve", async () => {
    const place = newPlace();
    const first = await serve(place, await freePort());
    expect(first.stderr()).not.toContain("Another server");
    const second = await serve(place, await freePort());
    expect(second.stderr()).toMatch(/Warning: Another server .*PostgreSQL/);
    await wafer(place, ["user", "add", "ada", "--password-stdin"], { input: PASSWORD });
    const cookies = await Promise.all([first, second].map(({ url }) => signIn(url, "ada", PASSWORD)));
    expect(cookies.every((cookie) => cookie !== null)).toBe(true);
  });
});

describe("serve when it is told to stop", () => {
  it.each([
    ["SIGTERM", 0],
    ["SIGINT", 130],
  ] as const)("answers the request under way, then ends (%s: %i)", async (signal, code) => {
    const server = await serve(newPlace(), await freePort());
    const socket = await halfRequest(Number(new URL(server.url).port));
    server.process.kill(signal);
    await until(() => server.stderr().includes("Stopping"));
    socket.write(BODY.slice(1));
    const [answer] = await once(socket, "data");
    expect(String(answer)).toMatch(/^HTTP\/1\.1 401 /);
    expect(await server.ended).toBe(code);
  });

  it("does not wait longer than 10 s for a request that never ends", async () => {
    const server = await serve(newPlace(), await freePort());
    const socket = await halfRequest(Number(new URL(server.url).port));
    const stoppedAt = Date.now();
    server.process.kill("SIGTERM");
    expect(await server.ended).toBe(0);
    expect(Date.now() - stoppedAt).toBeLessThan(10_000);
    socket.destroy();
  });

  it("ends at once at a second signal", async () => {
    const server = await serve(newPlace(), await freePort());
    const socket = await halfRequest(Number(new URL(server.url).port));
    server.process.kill("SIGTERM");
    await until(() => server.stderr().includes("Stopping"));
    const killedAt = Date.now();
    server.process.kill("SIGTERM");
    await server.ended;
    expect(server.process.signalCode).toBe("SIGTERM");
    expect(Date.now() - killedAt).toBeLessThan(1_000);
    socket.destroy();
  });
});

const BODY = JSON.stringify({ username: "nobody", password: PASSWORD });

/** A request whose body the server waits for. */
async function halfRequest(port: number) {
  const socket = connect(port, "localhost");
  socket.on("error", () => {});
  await once(socket, "connect");
  const head = `POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}`;
  await new Promise((resolve) => socket.write(`${head}\r\n\r\n${BODY.charAt(0)}`, resolve));
  await new Promise((resolve) => setTimeout(resolve, 100));
  return socket;
}
