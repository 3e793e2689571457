import Fastify from "fastify";
import { describe, expect, it } from "vitest";
import { send } from "./reply.ts";

describe("send", () => {
  it("makes a stream for GET, and begins none for HEAD, which has the same type and no length", async () => {
    let made = 0;
    async function* lines() {
      made++;
      yield "a line\n";
    }
    const app = Fastify();
    app.get("/", (_request, reply) =>
      send(reply, {
        status: 200,
        headers: { "content-type": "text/csv" },
        cookies: [],
        body: "",
        stream: lines(),
      }),
    );
    const get = await app.inject("/");
    expect([get.body, made]).toEqual(["a line\n", 1]);
    const head = await app.inject({ method: "HEAD", url: "/" });
    expect([head.statusCode, head.body, made]).toEqual([200, "", 1]);
    expect(head.headers).toMatchObject({ "content-type": "text/csv" });
    expect(head.headers).not.toHaveProperty("content-length");
  });
});
