export type { AuthClientOptions } from "./api.ts";
export type { ApiFetch } from "./api-fetch.ts";
export type { AxiosLike } from "./attach-to-axios.ts";
export { type AuthClient, createAuthClient } from "./create-auth-client.ts";
export { AuthClientError, type AuthClientErrorCode } from "./errors.ts";
export type { AuthState, SignedOutReason } from "./state.ts";
export type { Session, User } from "./wire.ts";
