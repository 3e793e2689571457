import { type Logger, pino } from "pino";
import type { Settings } from "../settings/table.ts";

/** One JSON line a request. Nothing secret is handed to the log; the redaction is a second lock on that door. */
export function createLog(settings: Pick<Settings, "logLevel">): Logger {
  return pino({
    level: settings.logLevel,
    redact: {
      paths: [
        "authorization",
        "cookie",
        "password",
        "token",
        "secret",
        "*.authorization",
        "*.cookie",
        "*.password",
        "*.token",
        "*.secret",
        '*["set-cookie"]',
      ],
      censor: "[redacted]",
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
