import { type IncomingMessage, request } from "node:http";

export type Headers = Readonly<Record<string, string | undefined>>;

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  /** By lower-case name; Set-Cookie is in `cookies`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Set-Cookie values, in order. */
  readonly cookies: readonly string[];
  readonly text: string;
  /** The body as an object; empty where it is none. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** What the client sends as a page of `origin` would, and the cookies it keeps, as a browser would. */
export class Client {
  readonly url: string;
  readonly origin: string;
  readonly jar = new Map<string, string>();
  csrfToken = "";

  constructor(url: string, origin: string) {
    this.url = url;
    this.origin = origin;
  }

  /** One request. A header of value undefined is not sent; `cookie` in place of the jar's. */
  async send(method: string, path: string, headers: Headers = {}, body?: string | Buffer): Promise<Answer> {
    const answer = await sendRequest(
      this.url + path,
      method,
      { ...this.#ownHeaders(method), ...headers },
      body,
    );
    for (const cookie of answer.cookies) keepCookie(this.jar, cookie);
    const { csrfToken } = answer.json;
    if (typeof csrfToken === "string") this.csrfToken = csrfToken;
    return answer;
  }

  get(path: string, headers: Headers = {}): Promise<Answer> {
    return this.send("GET", path, headers);
  }

  /** A JSON request with the CSRF header; `headers` may take it away. Without a body, no content type. */
  post(path: string, body?: unknown, headers: Headers = {}): Promise<Answer> {
    const csrf = this.csrfToken === "" ? {} : { "x-csrftoken": this.csrfToken };
    if (body === undefined) return this.send("POST", path, { ...csrf, ...headers });
    const all = { "content-type": "application/json", ...csrf, ...headers };
    return this.send("POST", path, all, JSON.stringify(body));
  }

  /** A PATCH as {@link post}. */
  patch(path: string, body: unknown, headers: Headers = {}): Promise<Answer> {
    const csrf = this.csrfToken === "" ? {} : { "x-csrftoken": this.csrfToken };
    const all = { "content-type": "application/json", ...csrf, ...headers };
    return this.send("PATCH", path, all, JSON.stringify(body));
  }

  /** A DELETE with the CSRF header; `headers` may take it away. */
  delete(path: string, headers: Headers = {}): Promise<Answer> {
    const csrf = this.csrfToken === "" ? {} : { "x-csrftoken": this.csrfToken };
    return this.send("DELETE", path, { ...csrf, ...headers });
  }

  signIn(username: string, password: string): Promise<Answer> {
    return this.post("/login", { username, password }, { "x-csrftoken": undefined });
  }

  /** Another browser with the same cookies: a copy of the profile. It may ask another server. */
  copy(url = this.url): Client {
    const other = new Client(url, this.origin);
    for (const [name, value] of this.jar) other.jar.set(name, value);
    other.csrfToken = this.csrfToken;
    return other;
  }

  /** A cookie's value by its exact name. */
  cookie(name: string): string {
    return this.jar.get(name) ?? "";
  }

  /** The Cookie header that it sends; "" for none. */
  cookieHeader(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** A POST with the CSRF header and no body, as its bytes: for a socket that is cut off. */
  rawPost(path: string): string {
    const lines = [
      `POST ${path} HTTP/1.1`,
      `Host: ${new URL(this.url).host}`,
      `Origin: ${this.origin}`,
      `X-CSRFToken: ${this.csrfToken}`,
      `Cookie: ${this.cookieHeader()}`,
      "Content-Length: 0",
    ];
    return `${lines.join("\r\n")}\r\n\r\n`;
  }

  #ownHeaders(method: string): Headers {
    const cookie = this.cookieHeader();
    return {
      ...(cookie === "" ? {} : { cookie }),
      ...(method === "GET" || method === "HEAD" ? {} : { origin: this.origin }),
    };
  }
}

/** Everything of an answer that a client can tell it by: all but Date and X-Request-Id. */
export function fingerprint({ status, headers, cookies, text }: Answer): string {
  const { date: _date, "x-request-id": _id, ...others } = headers;
  return JSON.stringify([status, Object.entries(others).sort(), cookies, text]);
}

/** The attributes of a Set-Cookie value by lower-case name, and its name and value. */
export function readSetCookie(cookie: string): {
  name: string;
  value: string;
  attributes: Map<string, string>;
} {
  const [pair = "", ...attributes] = cookie.split("; ");
  const [name = "", value = ""] = split(pair);
  return {
    name,
    value,
    attributes: new Map(attributes.map(split).map(([key, text]) => [key.toLowerCase(), text])),
  };
}

function split(pair: string): [string, string] {
  const at = pair.indexOf("=");
  return at === -1 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
}

function keepCookie(jar: Map<string, string>, cookie: string): void {
  const { name, value, attributes } = readSetCookie(cookie);
  if (Number(attributes.get("max-age")) > 0) jar.set(name, value);
  else jar.delete(name);
}

function sendRequest(url: string, method: string, headers: Headers, body?: string | Buffer): Promise<Answer> {
  const sent = Object.fromEntries(
    Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined),
  );
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers: { ...length, ...sent } }, (response) => {
      readAnswer(response).then(resolve, reject);
    });
    call.on("error", reject);
    call.end(body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const { "set-cookie": cookies = [], ...headers } = response.headers;
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    cookies,
    text,
    json: readObject(text, headers["content-type"] ?? ""),
  };
}

function readObject(text: string, type: string): Record<string, unknown> {
  return text.startsWith("{") && type.includes("json") && !type.includes("ndjson")
    ? (JSON.parse(text) as Record<string, unknown>)
    : {};
}
