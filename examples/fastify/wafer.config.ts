import type { SettingsInput } from "wafer-auth";

// For the app, and for the `wafer` command in this folder.
export default {
  secret: process.env.WAFER_SECRET,
  origin: process.env.WAFER_ORIGIN ?? "http://localhost:8000",
  trustedOrigins: process.env.WAFER_TRUSTED_ORIGINS ?? "http://localhost:5173",
  database: process.env.DATABASE_URL,
} satisfies SettingsInput;
