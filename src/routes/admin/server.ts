import { effectiveSettings } from "../../admin/effective-settings.ts";
import { readHealth } from "../../admin/health.ts";
import { PERIODS, type Period, readStatistics } from "../../admin/statistics.ts";
import { NO_FIELDS } from "../route.ts";
import { adminRoute } from "./admin-route.ts";
import { adminSettingsSchema, healthSchema, statisticsSchema } from "./schemas.ts";

/** GET /admin/api/settings */
export const adminSettings = adminRoute({
  method: "GET",
  path: "/admin/api/settings",
  summary: "Every setting as it is in force, with its default; a secret is only told to be set or not",
  staff: { permission: "superuser", isFresh: false },
  takes: [],
  fields: NO_FIELDS,
  answers: { 200: adminSettingsSchema },
  errors: [],
  async handler(_input, auth) {
    return { status: 200, body: { settings: effectiveSettings(auth.settings) } };
  },
});

/** GET /admin/api/health */
export const adminHealth = adminRoute({
  method: "GET",
  path: "/admin/api/health",
  summary:
    "Migrations, rows that wait to be deleted, when such rows were deleted last and how many, how old the feed of sign-outs is, in milliseconds, and how refreshes went since the start of this server",
  staff: { permission: "superuser", isFresh: false },
  takes: [],
  fields: NO_FIELDS,
  answers: { 200: healthSchema },
  errors: [],
  async handler(_input, auth) {
    return { status: 200, body: await readHealth(auth) };
  },
});

/** GET /admin/api/statistics */
export const adminStatistics = adminRoute({
  method: "GET",
  path: "/admin/api/statistics",
  summary:
    "What happened by the hour, against the period before; and how many users and live sessions there are",
  staff: { permission: "events.view", isFresh: false },
  takes: [],
  fields: NO_FIELDS,
  query: {
    period: {
      type: "string",
      enum: Object.keys(PERIODS) as Period[],
      default: "24h",
      description: "How far back.",
    },
  },
  answers: { 200: statisticsSchema },
  errors: [],
  async handler({ query }, auth) {
    return { status: 200, body: await readStatistics(query.period, auth) };
  },
});
