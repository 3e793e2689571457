import { type CookieNames, cookieNames } from "./cookies/cookie-names.ts";
import type { CsrfContext } from "./csrf/check-csrf.ts";
import { type AuditTrail, createAuditTrail } from "./events/audit-trail.ts";
import { createSigningKeys, type SigningKeys } from "./keys/signing-keys.ts";
import { type Log, silentLog } from "./log.ts";
import { createPasswordHasher, type PasswordHasher } from "./passwords/hasher.ts";
import { createRandom } from "./random.ts";
import { type AuthHeaderReader, createAuthHeaderReader } from "./request/auth-header.ts";
import { createRevocations, type Revocations } from "./sessions/revocations.ts";
import { createRotations, type Rotations } from "./sessions/rotations.ts";
import { createSeenNotes, type SeenNotes } from "./sessions/seen.ts";
import type { Settings } from "./settings/table.ts";
import type { Store } from "./store/store.ts";
import { createWriteBehind, type WriteBehind } from "./store/write-behind.ts";
import { createThrottle, type Throttle } from "./throttle/throttle.ts";
import { createKeyRing } from "./tokens/key-ring.ts";
import { CLOCK_MARGIN, createTokens, type Tokens } from "./tokens/tokens.ts";
import { keepLastSignIn } from "./users/last-sign-in.ts";

/** Everything a request needs, made once at start. Time, randomness and the log can be given, so that tests are exact. */
export interface AuthContext {
  readonly settings: Settings;
  readonly store: Store;
  readonly tokens: Tokens;
  readonly signingKeys: SigningKeys;
  readonly cookieNames: CookieNames;
  readonly readAuthHeader: AuthHeaderReader;
  readonly csrf: CsrfContext;
  readonly hasher: PasswordHasher;
  readonly throttle: Throttle;
  readonly revocations: Revocations;
  readonly rotations: Rotations;
  readonly seen: SeenNotes;
  /** When users last signed in, by their ids. */
  readonly lastSignIns: WriteBehind<number>;
  readonly audit: AuditTrail;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: (size: number) => Buffer;
}

export interface ContextParts {
  readonly store: Store;
  /** The throttle's file; null counts in memory. */
  readonly throttlePath?: string | null;
  /** Told why requests were refused, and of what failed. pino fits, and Fastify's `app.log`. @default nothing is logged */
  readonly log?: Log;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** That many random bytes. @default those of the system */
  readonly random?: (size: number) => Buffer;
}

export function createContext(settings: Settings, parts: ContextParts): AuthContext {
  const { store, log = silentLog, now = Date.now, random = createRandom() } = parts;
  const signingKeys = createSigningKeys({
    store,
    settings,
    now,
    random,
    onError: (error) => log.error({ err: error }, "signing keys could not be read"),
  });
  const ring = createKeyRing(settings, settings.algorithm === "HS256" ? null : signingKeys);
  const names = cookieNames(settings);
  const revocations = createRevocations({
    store,
    now,
    memory: (settings.accessTokenLifetime + settings.leeway + CLOCK_MARGIN) * 1000,
    onError: (error) => log.error({ err: error }, "revocations could not be read"),
  });
  const audit = createAuditTrail({ store, settings, now, random, log });
  return {
    settings,
    store,
    log,
    now,
    random,
    tokens: createTokens(settings, ring, now),
    signingKeys,
    cookieNames: names,
    readAuthHeader: createAuthHeaderReader(settings),
    csrf: {
      settings,
      allowedOrigins: new Set([...ownOrigins(settings.origin), ...settings.trustedOrigins]),
      csrfCookieName: names.csrf,
      csrfKeys: ring.csrfKeys,
    },
    hasher: createPasswordHasher({
      concurrency: settings.hashConcurrency,
      queueLimit: settings.hashQueueLimit,
    }),
    throttle: createThrottle(settings, { path: parts.throttlePath ?? null, now }),
    revocations,
    rotations: createRotations({ store, settings, revocations, audit, now, random }),
    seen: createSeenNotes({
      store,
      now,
      onError: (error) => log.error({ err: error }, "seen generations could not be written"),
    }),
    lastSignIns: createWriteBehind({
      store,
      write: (db, id, at) => keepLastSignIn(db, { id, at }),
      onError: (error) => log.error({ err: error }, "times of last sign-ins could not be written"),
    }),
    audit,
  };
}

/** On a developer's machine the loopback names are one: the page may be opened under any of them. */
function ownOrigins(origin: string): string[] {
  const { protocol, hostname, port } = new URL(origin);
  const loopback = ["localhost", "127.0.0.1", "[::1]"];
  if (protocol !== "http:" || !loopback.includes(hostname)) return [origin];
  return loopback.map((host) => `http://${host}${port === "" ? "" : `:${port}`}`);
}
