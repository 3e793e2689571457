import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from "fastify";
import { send } from "../../adapters/reply.ts";
import { safeNext } from "../../safe-next.ts";
import { isNavigation } from "./not-found-page.ts";
import { goTo } from "./page.ts";

/** A hook: a browser that opens /login, as many systems name that page, goes on to ours. Programs are told 405. */
export function sendToSignIn(
  { method, url, routeOptions, headers }: FastifyRequest,
  reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  if (method !== "GET" || routeOptions.url !== "/login" || !isNavigation(headers.accept)) {
    done();
    return;
  }
  const next = safeNext(new URLSearchParams(url.split("?", 2)[1]).get("next"));
  const query = next === "/" ? "" : `?${new URLSearchParams({ next })}`;
  send(reply.header("vary", "Accept"), goTo(`/sign-in${query}`));
}
