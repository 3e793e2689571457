import type { FastifyInstance } from "fastify";
import type { Auth } from "wafer-auth";
import { allowFrontEnds, identityOf, requireUser, waferRoutes } from "wafer-auth/fastify";

const NOTE = {
  type: "object",
  properties: { text: { type: "string", minLength: 1, maxLength: 1000 } },
  required: ["text"],
};

export async function addRoutes(app: FastifyInstance, auth: Auth): Promise<void> {
  app.addHook("onRequest", allowFrontEnds(auth));
  await app.register(waferRoutes, { auth, prefix: "/auth" });
  app.get("/", async () => "Anybody may read this.\n");
  await app.register(notes, { auth, prefix: "/notes" });
}

/** Everything in here is for signed-in users. */
async function notes(app: FastifyInstance, { auth }: { auth: Auth }): Promise<void> {
  const notesByUser = new Map<string, string[]>();
  app.addHook("onRequest", requireUser(auth));
  app.get("/", async (request) => notesByUser.get(identityOf(request).userId) ?? []);
  app.post<{ Body: { text: string } }>("/", { schema: { body: NOTE } }, async (request, reply) => {
    const { userId } = identityOf(request);
    notesByUser.set(userId, [...(notesByUser.get(userId) ?? []), request.body.text]);
    return reply.code(201).send();
  });
}
