export { AuthClientError, type AuthClientErrorCode } from "../client/errors.ts";
export type { User } from "../client/wire.ts";
export { createServerAuth, type LoadOptions, type ServerAuth } from "./create-server-auth.ts";
export type { SessionFetch } from "./fetch.ts";
export type { ServerAuthOptions } from "./options.ts";
export type { ServerSession } from "./session.ts";
