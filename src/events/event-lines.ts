import type { AuditEvent } from "./audit-event.ts";

export const EXPORT_FORMATS = ["ndjson", "csv"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The columns of the CSV, in their order. */
const COLUMNS = [
  "id",
  "at",
  "type",
  "outcome",
  "userId",
  "actorId",
  "sessionId",
  "address",
  "userAgent",
  "requestId",
  "detail",
  "before",
  "after",
  "chain",
  "position",
  "hash",
] as const satisfies readonly (keyof AuditEvent)[];

/** How an export is written: its first line, if it has one, and a line for each event, ends of lines included. */
export interface LineFormat {
  readonly head: string;
  readonly contentType: string;
  toLine(event: AuditEvent): string;
}

export const lineFormats: Readonly<Record<ExportFormat, LineFormat>> = {
  ndjson: {
    head: "",
    contentType: "application/x-ndjson; charset=utf-8",
    toLine: (event) => `${JSON.stringify(event)}\n`,
  },
  csv: {
    head: toCsvLine(COLUMNS),
    contentType: "text/csv; charset=utf-8",
    toLine: (event) => toCsvLine(COLUMNS.map((column) => toText(event[column]))),
  },
};

function toText(value: AuditEvent[keyof AuditEvent]): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function toCsvLine(cells: readonly string[]): string {
  return `${cells.map(toCell).join(",")}\r\n`;
}

/**
 * RFC 4180 section 2. A cell that a spreadsheet would take for a formula gets an apostrophe before it: a user agent is
 * a stranger's text (OWASP, CSV Injection).
 */
function toCell(text: string): string {
  const harmless = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
