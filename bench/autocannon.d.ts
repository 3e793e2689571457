/** What the benchmark uses of autocannon, which brings no types. */
declare module "autocannon" {
  export interface Request {
    readonly method?: "GET" | "POST";
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    /** Makes each request anew from what came before. */
    readonly setupRequest?: (request: Request) => Request;
    readonly onResponse?: (
      status: number,
      body: string,
      context: object,
      headers: Readonly<Record<string, string | readonly string[]>>,
    ) => void;
  }

  /** One connection. */
  export interface Client {
    setRequests(requests: readonly Request[]): void;
  }

  export interface Options extends Pick<Request, "method" | "headers"> {
    readonly url: string;
    readonly connections: number;
    /** Seconds. */
    readonly duration?: number;
    /** Requests in all, in place of a duration. */
    readonly amount?: number;
    readonly setupClient?: (client: Client) => void;
  }

  export interface Result {
    readonly "2xx": number;
    readonly non2xx: number;
    /** Broken connections and timeouts. */
    readonly errors: number;
    /** Seconds. */
    readonly duration: number;
  }

  export default function autocannon(options: Options): PromiseLike<Result>;
}
