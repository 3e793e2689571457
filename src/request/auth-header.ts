import type { Settings } from "../settings/table.ts";
import { trimOws } from "../trim-ows.ts";
import type { AuthRequest } from "./request.ts";

/** The token in a request's Authorization header; null where there is none, or its scheme is not ours. */
export type AuthHeaderReader = (request: AuthRequest) => string | null;

/** Schemes are compared without case (RFC 9110 section 11.1). */
export function createAuthHeaderReader(
  settings: Pick<Settings, "authHeaderName" | "authHeaderTypes">,
): AuthHeaderReader {
  const name = settings.authHeaderName.toLowerCase();
  const schemes = new Set(settings.authHeaderTypes.map((type) => type.toLowerCase()));
  return (request) => {
    const value = request.header(name);
    if (value === undefined) return null;
    const space = value.indexOf(" ");
    if (space === -1 || !schemes.has(value.slice(0, space).toLowerCase())) return null;
    const token = trimOws(value.slice(space));
    return token === "" ? null : token;
  };
}
