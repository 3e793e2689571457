import { startServer } from "../../src/server/start.ts";

/** A server in a process of its own, for tests of two on one database. Writes its address, and runs until killed. */
const { url } = await startServer({ cwd: process.cwd(), env: process.env });
process.stdout.write(`${url}\n`);
