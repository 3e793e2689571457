import type { Actor } from "../admin/actor.ts";
import type { Identity } from "../authenticate.ts";
import type { AuthContext } from "../context.ts";
import type { ErrorCode } from "../errors.ts";
import type { Permission } from "../permissions.ts";
import type { BodyKind } from "../request/body.ts";
import type { AuthRequest } from "../request/request.ts";
import type { Settings } from "../settings/table.ts";
import type { BodyOf, Fields } from "./fields.ts";
import type { Query, QueryOf } from "./query.ts";

/**
 * What a request must show before its body is read:
 * - `none`: nothing.
 * - `origin`: that it does not come from another site's page. For requests that no session is needed for.
 * - `session`: a valid access token and, on an unsafe method, the CSRF proof.
 * - `staff`: the same of somebody who may enter the admin, and what {@link StaffRules} demand.
 * - `own`: the handler decides, since it rides on the refresh cookie.
 */
export type Guard = "none" | "origin" | "session" | "staff" | "own";

/** What a staff route demands beside being staff. */
export interface StaffRules {
  /** The permission it takes; "superuser": that one is; null: none. */
  readonly permission: Permission | "superuser" | null;
  /** Whether the password must have been proved within `reauthenticationAge` (ASVS 7.5.3). */
  readonly isFresh: boolean;
}

export type PathParams = Readonly<Record<string, string>>;

export interface RouteInput<F extends Fields, G extends Guard, Q extends Query> {
  readonly request: AuthRequest;
  readonly body: BodyOf<F>;
  readonly query: QueryOf<Q>;
  /** The parts of the path that its pattern names, decoded. They may hold anything. */
  readonly params: PathParams;
  readonly identity: G extends "session" | "staff" ? Identity : null;
  /** Who asks, as the database has them now. */
  readonly actor: G extends "staff" ? Actor : null;
  /** The body as it came, for a route that decides by itself whether it reads one. */
  readonly bytes: Buffer;
}

/** A body that a route's handler reads by itself, where there is one. */
export interface OptionalBody {
  /** Whether it is looked at under these settings. */
  isRead(settings: Settings): boolean;
  readonly takes: readonly BodyKind[];
  readonly fields: Fields;
  /** JSON Schema of the 200 that it gets, in place of the route's own. */
  readonly answer: object;
}

export interface RouteResult {
  readonly status: number;
  readonly body?: object;
  /** A body that is sent while it is made, in place of the other; its content type is among the headers. */
  readonly stream?: AsyncIterable<string>;
  /** Set-Cookie values. */
  readonly cookies?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A route is data: the adapters, OpenAPI and the reference come from it. */
export interface Route<F extends Fields = Fields, G extends Guard = Guard, Q extends Query = Query> {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With `:name` where a part is a parameter. */
  readonly path: string;
  readonly summary: string;
  /** Whether it is there under these settings. @default always */
  isEnabled?(settings: Settings): boolean;
  readonly guard: G;
  /** Of a `staff` route, and of no other. */
  readonly staff?: StaffRules;
  /** Of a `session` route: whether somebody who must choose a new password may use it. @default false */
  readonly isOpenBeforePasswordChange?: true;
  /** The kinds of body it takes; none: a body is refused. */
  readonly takes: readonly BodyKind[];
  /** Of a route that takes none: whether one is passed over, since nothing may stand in the way. @default false */
  readonly ignoresBody?: true;
  /** The fields of the body. */
  readonly fields: F;
  /** Of a route that takes none. */
  readonly optionalBody?: OptionalBody;
  /** The parameters of the query. @default it is not looked at */
  readonly query?: Q;
  /** The content type of a 200 that is streamed. @default JSON */
  readonly streams?: string;
  /** JSON Schema of the answer's body, by status; of a line of it, where it is streamed. */
  readonly answers: Readonly<Record<number, object | null>>;
  /** What it may refuse with, beside what its guard and body refuse with. */
  readonly errors: readonly ErrorCode[];
  handler(input: RouteInput<F, G, Q>, auth: AuthContext): Promise<RouteResult>;
}

/** Keeps a route's own types while it stands in a table of routes of all kinds. */
export function route<
  const F extends Fields,
  const G extends Guard,
  const Q extends Query = Readonly<Record<never, never>>,
>(definition: Route<F, G, Q>): Route {
  return definition as unknown as Route;
}

/** The input of a route that reads nothing but the request. */
export const NO_BODY = { body: {}, query: {}, params: {}, actor: null, bytes: Buffer.alloc(0) } as const;

export const NO_FIELDS = {} as const satisfies Fields;
