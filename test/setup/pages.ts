import { gzipSync } from "node:zlib";

/** Bytes that a page may cost with its style and script, compressed. */
export const BUDGET = 10 * 1024;

export type Headers = Readonly<Record<string, string>>;

/** What a browser without script does: it opens addresses and sends forms, and follows no redirect here. */
export interface Browse {
  get(path: string, headers?: Headers): Promise<Response>;
  /** A form, as a page of this server sends it. */
  post(path: string, fields: Headers, headers?: Headers): Promise<Response>;
}

export function browse(url: string): Browse {
  return {
    get: (path, headers = {}) => fetch(url + path, { redirect: "manual", headers }),
    post: (path, fields, headers = {}) =>
      fetch(url + path, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams(fields),
        headers: { origin: url, ...headers },
      }),
  };
}

/** The cookies of an answer, as the next request sends them. */
export function cookiesOf(answer: Response): string {
  const pairs = answer.headers.getSetCookie().map((line) => line.split(";", 1)[0]);
  return pairs.join("; ");
}

/** Bytes of a page and of the three files that it loads, compressed. */
export async function weigh(url: string, page: string): Promise<number> {
  const files = new Set([...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path));
  if (files.size !== 3) throw new Error(`the page loads ${files.size} files`);
  const bodies = await Promise.all([...files].map(async (path) => (await fetch(url + path)).text()));
  return [page, ...bodies].reduce((sum, body) => sum + gzipSync(body).length, 0);
}
