import Fastify from "fastify";
import { createAuth } from "wafer-auth";
import { addRoutes } from "./routes.ts";
import settings from "./wafer.config.ts";

const app = Fastify({ logger: true });
const auth = await createAuth(settings, { migrate: true, log: app.log });
app.addHook("onClose", () => auth.close());
await addRoutes(app, auth);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => app.close());
await app.listen({ port: Number(process.env.PORT ?? 8000) });
