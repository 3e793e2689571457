import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { send } from "../adapters/reply.ts";
import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { toProblem } from "../routes/handle.ts";
import { readAdminDocument, readAdminFiles, type StaticFile, toFile } from "./admin-files.ts";
import { escapeHtml } from "./pages/html.ts";

/**
 * The admin page under /admin: one document for every address, which asks /admin/api for all it shows, and its files.
 * Their names change with their content. The content security policy is that of every answer.
 */
export const adminPage: FastifyPluginAsync<{ auth: AuthContext }> = async (app, { auth }) => {
  const { settings } = auth;
  if (!settings.admin) return;
  const files = readAdminFiles();
  const page = documentFor(settings);

  const showPage = async (request: FastifyRequest, reply: FastifyReply) => {
    if (page === null) throw new AuthError("not_found");
    return sendFile(page, "no-cache", request, reply);
  };
  app.get("/admin", showPage);
  app.get("/admin/*", showPage);
  app.get<{ Params: { name: string } }>("/admin/assets/:name", async (request, reply) => {
    const file = files.get(request.params.name)?.();
    if (file === undefined) return send(reply, toProblem(new AuthError("not_found")));
    return sendFile(file, "public, max-age=31536000, immutable", request, reply);
  });
  // Not the page: who calls the API wrongly wants to be told.
  app.get("/admin/api/*", async (_request, reply) => send(reply, toProblem(new AuthError("not_found"))));
};

function sendFile(file: StaticFile, cacheControl: string, { headers }: FastifyRequest, reply: FastifyReply) {
  reply.headers({ "cache-control": cacheControl, vary: "Accept-Encoding" });
  const { plain, gzip } = file.etags;
  // Both say the same, so either is as good as new.
  const known = [plain, gzip].find((etag) => headers["if-none-match"]?.includes(etag));
  if (known !== undefined) return reply.header("etag", known).code(304).send();
  reply.type(file.type);
  if (!takesGzip(String(headers["accept-encoding"] ?? "")))
    return reply.header("etag", plain).send(file.body);
  return reply.headers({ etag: gzip, "content-encoding": "gzip" }).send(file.gzipped());
}

/** Whether an Accept-Encoding names gzip, and not to refuse it by a weight of 0 (RFC 9110 section 12.5.3). */
function takesGzip(accepted: string): boolean {
  return accepted
    .split(",")
    .some((coding) => /^\s*gzip\s*(?:;|$)/i.test(coding) && !/;\s*q=0(?:\.0*)?\s*$/i.test(coding));
}

/** The document, with the settings that the browser's part needs. */
function documentFor(settings: AuthContext["settings"]): StaticFile | null {
  const html = readAdminDocument()
    ?.replace('"csrftoken"', () => `"${escapeHtml(settings.csrfCookieName)}"`)
    .replace('"X-CSRFToken"', () => `"${escapeHtml(settings.csrfHeaderName)}"`);
  return html === undefined ? null : toFile(".html", Buffer.from(html));
}
