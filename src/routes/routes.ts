import type { Settings } from "../settings/table.ts";
import { adminRoutes } from "./admin/routes.ts";
import { confirmMe } from "./confirm.ts";
import { csrf } from "./csrf.ts";
import { events } from "./events.ts";
import { healthz, readyz } from "./health.ts";
import { jwks } from "./jwks.ts";
import { login } from "./login.ts";
import { logout, logoutAll, logoutOthers } from "./logout.ts";
import { changeMe, me, mePassword } from "./me.ts";
import { openapiRoute } from "./openapi.ts";
import type { Route } from "./route.ts";
import { endSession, sessions } from "./sessions.ts";
import { tokenBlacklist, tokenObtain, tokenRefresh, tokenVerify } from "./token.ts";

/** The routes that there are under these settings. */
export function enabledRoutes(settings: Settings): readonly Route[] {
  return routes.filter((route) => route.isEnabled?.(settings) ?? true);
}

/** Every route, once. The adapters, OpenAPI and docs/reference/http.md come from here. */
export const routes: readonly Route[] = [
  login,
  tokenObtain,
  tokenRefresh,
  tokenVerify,
  tokenBlacklist,
  logout,
  logoutAll,
  logoutOthers,
  me,
  changeMe,
  mePassword,
  confirmMe,
  sessions,
  endSession,
  events,
  csrf,
  jwks,
  healthz,
  readyz,
  openapiRoute(enabledRoutes),
  ...adminRoutes,
];
