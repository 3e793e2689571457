import type { FastifyInstance } from "fastify";

/**
 * What `Allow` names at a path, for methods that the router does not know: to add them all to it would add a tree of routes
 * for each, some 80 ms of the start. Call it before the routes are registered.
 *
 * @returns a function of a path: null where there is none
 */
export function knownPaths(app: FastifyInstance): (path: string) => string | null {
  const known = new Map<string, string>();
  app.addHook("onRoute", ({ url, config }) => {
    const { allow } = (config ?? {}) as { readonly allow?: string };
    if (allow !== undefined) known.set(url, allow);
  });
  return (path) => {
    const plain = path.replace(/\/$/, "");
    const pattern = [...known.keys()].find((url) => isOf(url, plain)) ?? "";
    return known.get(plain) ?? known.get(pattern) ?? null;
  };
}

function isOf(url: string, path: string): boolean {
  const parts = url.split("/");
  const given = path.split("/");
  return (
    parts.length === given.length &&
    parts.every((part, index) => (part.startsWith(":") ? given[index] !== "" : part === given[index]))
  );
}
