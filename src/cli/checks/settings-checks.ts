import type { Config } from "../../server/config.ts";
import { earlierSecret } from "../../server/development-secret.ts";
import { misspeltVariables } from "../../settings/settings.ts";
import { type Finding, finding } from "./finding.ts";

/** What is odd in the settings wherever they are used. */
export function checkSettings({ settings }: Config, env: NodeJS.ProcessEnv): Finding[] {
  const findings = misspeltVariables(env).map((problem) =>
    finding("W001", `The environment has an ${problem}`, "Correct the name, or remove the variable."),
  );
  if (!settings.cookieSecure) {
    const message =
      "The cookies are not marked Secure: they travel unencrypted, and lose their __Host- prefix.";
    findings.push(finding("W002", message, "Serve https and leave WAFER_COOKIE_SECURE unset."));
  }
  if (settings.cookieDomain !== null) {
    const message = `Every host below ${settings.cookieDomain} is sent the tokens, and may set cookies of their names.`;
    findings.push(
      finding("W003", message, "Leave WAFER_COOKIE_DOMAIN unset unless subdomains need the cookies."),
    );
  }
  return findings;
}

/** What is right while developing and wrong in production. */
export function checkDeployment({ mode, settings }: Config): Finding[] {
  const findings: Finding[] = [];
  const add = (id: string, message: string, hint: string) => findings.push(finding(id, message, hint));
  if (mode !== "production")
    add(
      "W010",
      "NODE_ENV is not production.",
      "Set NODE_ENV=production: it demands what must not be guessed.",
    );
  if (!settings.origin.startsWith("https://"))
    add(
      "W011",
      `The origin ${settings.origin} is not https.`,
      "Set WAFER_ORIGIN to the https address of this server.",
    );
  if (settings.secret === earlierSecret(settings.dataDir))
    add("W012", "The secret is the one made for development.", "Set WAFER_SECRET; `wafer init` makes one.");
  const local = settings.trustedOrigins.filter((origin) => !origin.startsWith("https://"));
  if (local.length > 0)
    add(
      "W013",
      `Trusted origins without https: ${local.join(", ")}.`,
      "Name only https front ends in WAFER_TRUSTED_ORIGINS.",
    );
  if (settings.trustedProxies.length === 0)
    add(
      "N014",
      "No proxy is trusted, so every client behind one has the proxy's address.",
      "Set WAFER_TRUSTED_PROXIES if this server stands behind a proxy.",
    );
  if (settings.minPasswordLength < 15)
    add(
      "N015",
      `New passwords may have ${settings.minPasswordLength} characters.`,
      "NIST SP 800-63B-4 recommends 15 where a password is the only factor: WAFER_MIN_PASSWORD_LENGTH.",
    );
  return findings;
}
