import type { FastifyBaseLogger } from "fastify";
import { type DestinationStream, type Logger, pino } from "pino";
import type { Settings } from "../settings/table.ts";

const SECRETS = ["authorization", "cookie", "password", "token", "secret"];
const CENSOR = "[redacted]";

/**
 * The server's log, a JSON line each. Nothing secret is handed to it; the redaction is a second lock on that door.
 *
 * @param destination standard output unless told otherwise
 */
export function createLog(settings: Pick<Settings, "logLevel">, destination?: DestinationStream): Logger {
  const paths = [...SECRETS, ...SECRETS.map((name) => `*.${name}`), '*["set-cookie"]'];
  return pino(
    { level: settings.logLevel, redact: { paths, censor: CENSOR }, timestamp: pino.stdTimeFunctions.isoTime },
    destination,
  );
}

/**
 * The same log for the line of each request. Its fields hold no objects, and to look for secrets in there took longer
 * than the rest of the line.
 */
export function flatLog(log: FastifyBaseLogger): FastifyBaseLogger {
  return log.child({}, { redact: { paths: SECRETS, censor: CENSOR } });
}
