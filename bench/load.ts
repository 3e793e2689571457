import autocannon, { type Client, type Options } from "autocannon";
import { answerQuestions } from "./child.ts";
import { Connection, postOf } from "./connection.ts";
import { ORIGIN, PASSWORD, usernameOf } from "./people.ts";

/** Answers counted, and the seconds it took. */
export interface Load {
  readonly count: number;
  readonly seconds: number;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

interface Span {
  readonly url: string;
  readonly seconds: number;
}

const BROWSER = { origin: ORIGIN, "sec-fetch-site": "same-origin" };

const handlers = {
  /** GET at 50 connections, each with the cookies of its own session, or with none. */
  get: ({ url, seconds, jars }: Span & { jars: readonly string[] | null }) =>
    fire({
      url,
      connections: 50,
      duration: seconds,
      setupClient: eachConnection((client, index) => {
        const cookie = jars?.[index % jars.length];
        client.setRequests([{ headers: cookie === undefined ? {} : { cookie } }]);
      }),
    }),

  /** POST without a body. */
  post: ({ url, seconds, connections }: Span & { connections: number }) =>
    fire({ url, method: "POST", connections, duration: seconds }),

  /**
   * Right passwords; each connection goes through people of its own. Not by autocannon, which does not wait at the end for
   * the logins under way: their hashes are work that nobody counted.
   */
  async login({ url, seconds, connections, users }: Span & { connections: number; users: number }) {
    const requests = Array.from({ length: users }, (_, user) =>
      postOf(`${url}/login`, JSON_HEADERS, credentialsOf(user)),
    );
    const startedAt = performance.now();
    let count = 0;
    const signIn = async (first: number) => {
      const connection = await Connection.open(url);
      for (let user = first; performance.now() - startedAt < seconds * 1000; user += connections) {
        const status = await connection.send(requests[user % users] as Buffer);
        if (status !== 200) throw new Error(`login answered ${status}`);
        count++;
      }
      connection.close();
    };
    await Promise.all(Array.from({ length: connections }, (_, index) => signIn(index)));
    return { count, seconds: (performance.now() - startedAt) / 1000 };
  },

  /** Each connection refreshes its own session, and keeps the cookies it is given. */
  refresh: ({ url, seconds, jars }: Span & { jars: readonly string[] }) =>
    fire({
      url: `${url}/token/refresh`,
      connections: jars.length,
      duration: seconds,
      setupClient: eachConnection((client, index) => {
        let cookie = jars[index] ?? "";
        client.setRequests([
          {
            method: "POST",
            setupRequest: (request) => ({ ...request, headers: { ...BROWSER, cookie } }),
            onResponse: (_status, _body, _context, headers) => {
              cookie = jarOf([headers["set-cookie"] ?? []].flat());
            },
          },
        ]);
      }),
    }),

  /** One refresh of each session, so many at a time. */
  async refreshEach({
    url,
    jars,
    connections,
  }: {
    url: string;
    jars: readonly string[];
    connections: number;
  }) {
    const startedAt = performance.now();
    let endedAt = startedAt;
    const onResponse = () => {
      endedAt = performance.now();
    };
    const { count } = await fire({
      url: `${url}/token/refresh`,
      connections,
      amount: jars.length,
      setupClient: eachConnection((client, index) => {
        const own = jars.filter((_, jar) => jar % connections === index);
        client.setRequests(
          own.map((cookie) => ({ method: "POST", headers: { ...BROWSER, cookie }, onResponse })),
        );
      }),
    });
    // autocannon looks once a second whether all have been answered: its own duration may be a second too long.
    return { count, seconds: (endedAt - startedAt) / 1000 };
  },

  /** Signs the first users in: a Cookie header each. */
  async signIn({ url, count }: { url: string; count: number }): Promise<string[]> {
    const jars: string[] = [];
    for (let user = 0; user < count; user++) {
      const answer = await fetch(`${url}/login`, {
        method: "POST",
        headers: JSON_HEADERS,
        body: credentialsOf(user),
      });
      if (answer.status !== 200) throw new Error(`login answered ${answer.status}: ${await answer.text()}`);
      jars.push(jarOf(answer.headers.getSetCookie()));
    }
    return jars;
  },

  /** Logins that are refused, one after the other: milliseconds each took. */
  async refused({ url, logins }: { url: string; logins: readonly Credentials[] }): Promise<number[]> {
    const times: number[] = [];
    for (const credentials of logins) {
      const body = JSON.stringify(credentials);
      const startedAt = performance.now();
      const answer = await fetch(`${url}/login`, { method: "POST", headers: JSON_HEADERS, body });
      await answer.arrayBuffer();
      times.push(performance.now() - startedAt);
      if (answer.status !== 401) throw new Error(`login answered ${answer.status}`);
    }
    return times;
  },
};

const JSON_HEADERS = { ...BROWSER, "content-type": "application/json" };

function credentialsOf(user: number): string {
  return JSON.stringify({ username: usernameOf(user), password: PASSWORD });
}

function jarOf(setCookies: readonly string[]): string {
  return setCookies.map((cookie) => cookie.split(";", 1)[0]).join("; ");
}

function eachConnection(setUp: (client: Client, index: number) => void): (client: Client) => void {
  let count = 0;
  return (client) => setUp(client, count++);
}

async function fire(options: Options): Promise<Load> {
  const result = await autocannon(options);
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${options.url}: ${result.non2xx} answers that are not 2xx, ${result.errors} errors`);
  }
  return { count: result["2xx"], seconds: result.duration };
}

export type LoadGenerator = typeof handlers;
answerQuestions(handlers);
