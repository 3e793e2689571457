import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from "fastify";
import { toAuthRequest } from "../../adapters/fastify.ts";
import { bytesOf, readBodiesAsBytes, refuseOtherMethods, send } from "../../adapters/reply.ts";
import type { AuthContext } from "../../context.ts";
import type { AuthResponse } from "../../routes/handle.ts";
import type { FirstUser } from "../first-user.ts";
import { accountPages } from "./account-pages.ts";
import { type Asset, assets, isFresh } from "./assets.ts";
import { errorPage } from "./error-page.ts";
import type { Page, Visit } from "./page.ts";
import { setupPages } from "./setup-page.ts";
import { signInPages } from "./sign-in-page.ts";
import { signOutPages } from "./sign-out-pages.ts";

export interface PagesOptions {
  readonly auth: AuthContext;
  readonly firstUser: FirstUser;
}

const ALL_PAGES: readonly Page[] = [...accountPages, ...signOutPages, ...signInPages, ...setupPages];

/** The sign-in, account and set-up pages, and the files they load. They work without script. */
export const pages: FastifyPluginAsync<PagesOptions> = async (app, options) => {
  readBodiesAsBytes(app);
  for (const [path, methods] of Map.groupBy(ALL_PAGES, (page) => page.path)) {
    for (const { method, handler } of methods) {
      app.route({
        method,
        url: path,
        handler: async (request, reply) => send(reply, await answer(handler, visitOf(request, options))),
      });
    }
    refuseOtherMethods(
      app,
      path,
      methods.map(({ method }) => method),
    );
  }
  for (const asset of assets) serveAsset(app, asset);
};

async function answer(handler: Page["handler"], visit: Visit): Promise<AuthResponse> {
  try {
    return await handler(visit);
  } catch (error) {
    return errorPage(error, visit);
  }
}

function visitOf(request: FastifyRequest, { auth, firstUser }: PagesOptions): Visit {
  const { url } = request;
  return {
    request: toAuthRequest(request),
    query: new URLSearchParams(url.includes("?") ? url.slice(url.indexOf("?")) : ""),
    bytes: bytesOf(request),
    auth,
    firstUser,
  };
}

function serveAsset(app: FastifyInstance, asset: Asset): void {
  app.get(`/assets/${asset.name}`, async (request, reply) => {
    reply.headers({ "cache-control": "public, max-age=3600", etag: asset.etag });
    if (isFresh(request.headers["if-none-match"], asset)) return reply.code(304).send();
    return reply.type(asset.type).send(asset.body);
  });
}
