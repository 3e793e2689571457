/** Browsers by the mark of their user agent. The order matters: most pretend to be Chrome, and Chrome to be Safari. */
const PROGRAMS = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|Chromium|HeadlessChrome|CriOS)\//, "Chrome"],
  [/\bVersion\/[\d.]+ (?:Mobile\/\w+ )?Safari\//, "Safari"],
  [/^curl\//, "curl"],
] as const;

const SYSTEMS = [
  [/\bAndroid\b/, "Android"],
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
] as const;

/**
 * A plain description of a device, of our own words only: a user agent is text that a stranger chose.
 *
 * @example describeDevice("curl/8.5.0") === "curl"
 */
export function describeDevice(userAgent: string): string {
  const program = PROGRAMS.find(([mark]) => mark.test(userAgent))?.[1];
  if (program === undefined) return "Unknown device";
  const system = SYSTEMS.find(([mark]) => mark.test(userAgent))?.[1];
  return system === undefined ? program : `${program} on ${system}`;
}
