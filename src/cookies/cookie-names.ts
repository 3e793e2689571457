import { COOKIE_PREFIX } from "../settings/rules.ts";
import type { Settings } from "../settings/table.ts";

export interface CookieNames {
  readonly access: string;
  /** The same as `access` with sliding tokens: there is one cookie then. */
  readonly refresh: string;
  readonly csrf: string;
}

/**
 * The three names with the strongest prefix that the other cookie settings allow. Page script cannot write a
 * `__Host-Http-` cookie, and a sibling host cannot plant a `__Host-` one (RFC 6265bis section 4.1.3).
 */
export function cookieNames(settings: Settings): CookieNames {
  const refreshName = settings.slidingTokens ? settings.accessCookieName : settings.refreshCookieName;
  return {
    access: withPrefix(settings.accessCookieName, settings, "__Host-Http-"),
    refresh: withPrefix(refreshName, settings, "__Host-Http-"),
    csrf: withPrefix(settings.csrfCookieName, settings, "__Host-"),
  };
}

function withPrefix(name: string, settings: Settings, strongest: string): string {
  if (COOKIE_PREFIX.test(name) || !settings.cookieSecure) return name;
  const isHostOnly = settings.cookieDomain === null && settings.cookiePath === "/";
  return `${isHostOnly ? strongest : "__Secure-"}${name}`;
}
