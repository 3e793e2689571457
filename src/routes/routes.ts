import { csrf } from "./csrf.ts";
import { healthz, readyz } from "./health.ts";
import { login } from "./login.ts";
import { logout, logoutAll } from "./logout.ts";
import { me, mePassword } from "./me.ts";
import { openapiRoute } from "./openapi.ts";
import type { Route } from "./route.ts";
import { endSession, sessions } from "./sessions.ts";
import { tokenRefresh, tokenVerify } from "./token.ts";

/** Every route, once. The adapters, OpenAPI and docs/reference/http.md come from here. */
export const routes: readonly Route[] = [
  login,
  tokenRefresh,
  tokenVerify,
  logout,
  logoutAll,
  me,
  mePassword,
  sessions,
  endSession,
  csrf,
  healthz,
  readyz,
  openapiRoute(() => routes),
];
