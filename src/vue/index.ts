export { safeNext } from "../safe-next.ts";
export { type Auth, type AuthPlugin, createAuth } from "./create-auth.ts";
export {
  type GuardAnswer,
  type GuardedLocation,
  type RequireUserOptions,
  requireUser,
} from "./require-user.ts";
export { useAuth } from "./use-auth.ts";
