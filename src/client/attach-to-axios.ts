import type { Api } from "./api.ts";
import type { Attempt, Attempts, Outcome } from "./attempts.ts";

/** The key of a request's attempt in its config, where copies of the config keep it. */
const ATTEMPT = Symbol("attempt");

interface Config {
  method?: string | undefined;
  withCredentials?: boolean | undefined;
  headers: { set(name: string, value: string): unknown };
  [ATTEMPT]?: Attempt;
}

interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly config: Config;
}

/** What is used of an axios instance; one of version 1 fits. */
export interface AxiosLike {
  create(): { request(config: object): Promise<unknown> };
  getUri(config: object): string;
  readonly interceptors: {
    readonly request: Interceptors<<C extends Config>(config: C) => Promise<C>>;
    readonly response: Interceptors<<A extends Answer>(answer: A) => Promise<A>>;
  };
}

interface Interceptors<Handler> {
  use(onFulfilled: Handler, onRejected?: (error: unknown) => Promise<unknown>): number;
  eject(id: number): void;
}

/** The rules of {@link Attempts} as interceptors. @returns a function that takes them off */
export function attachToAxios(axios: AxiosLike, api: Api, attempts: Attempts): () => void {
  const { request, response } = axios.interceptors;
  // Has the defaults of the instance, but no interceptors: those see each request and each result once.
  const bare = axios.create();

  function equip<C extends Config>(config: C, attempt: Attempt): C {
    config[ATTEMPT] = attempt;
    config.withCredentials = true;
    if (attempt.token !== null) config.headers.set(api.options.csrfHeaderName, attempt.token);
    return config;
  }

  /** @param result hands the answer over, or throws: axios takes some answers for errors */
  async function settle<A>(answer: Answer | undefined, result: () => A | Promise<A>): Promise<A> {
    const attempt = answer?.config[ATTEMPT];
    if (attempt === undefined) return result();
    return attempts.follow(attempt, toOutcome(answer, result), (next) =>
      bare.request(equip({ ...answer?.config } as Config, next)).then(
        (again) => toOutcome(again as Answer, () => again as A),
        (error) => toOutcome(answerOf(error), () => Promise.reject(error)),
      ),
    );
  }

  const requestId = request.use(async (config) => {
    const url = new URL(axios.getUri(config), globalThis.location?.href ?? api.base());
    return api.isOwn(url) ? equip(config, await attempts.begin(config.method ?? "GET")) : config;
  });
  const responseId = response.use(
    (answer) => settle(answer, () => answer),
    (error) => settle(answerOf(error), () => Promise.reject(error)),
  );
  return () => {
    request.eject(requestId);
    response.eject(responseId);
  };
}

function toOutcome<A>(answer: Answer | undefined, result: () => A | Promise<A>): Outcome<A> {
  return { status: answer?.status ?? 0, code: (answer?.data as { code?: string } | null)?.code, result };
}

function answerOf(error: unknown): Answer | undefined {
  return (error as { response?: Answer } | null)?.response;
}
