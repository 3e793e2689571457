import { mkdirSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { ERRORS } from "../src/errors.ts";
import { type Field, isOptional } from "../src/routes/fields.ts";
import { bodyNote, bodyOf, errorsOf } from "../src/routes/openapi.ts";
import { describeParameter } from "../src/routes/query.ts";
import type { Route } from "../src/routes/route.ts";
import { routes } from "../src/routes/routes.ts";
import { simpleJwtPlaces } from "../src/settings/simple-jwt.ts";
import { settingsTable } from "../src/settings/table.ts";
import { capitalised } from "./capitalised.ts";
import { commandLines } from "./commands.ts";

type SettingPlace = { readonly onlyWhenSliding?: true; readonly note?: string; readonly because?: string };

const NOTE = "<!-- Written by `npm run docs` from the tables in src/. A test holds it to them. -->";

/** The reference pages, by file. */
export function referencePages(): Record<string, string> {
  return {
    "docs/reference/settings.md": settingsPage(),
    "docs/reference/simple-jwt.md": simpleJwtPage(),
    "docs/reference/errors.md": errorsPage(),
    "docs/reference/http.md": httpPage(),
    "docs/reference/commands.md": page("Commands", commandLines()),
  };
}

function settingsPage(): string {
  const rows = Object.entries(settingsTable).map(
    ([name, { env, default: fallback, doc }]) =>
      `| \`${name}\` | ${env === null ? "in code only" : `\`${env}\``} | ${showDefault(fallback)} | ${doc} |`,
  );
  return page("Settings", [
    "Set them in `wafer.config.ts` (or `.js`), in a call of `defineSettings`, or in the environment, which wins. Lifetimes are",
    'text ("30s", "5m", "12h", "1d") or whole seconds; lists are arrays, or comma-separated in the environment. An unknown name,',
    "a value of the wrong kind and a combination that a browser would refuse stop the start with a sentence that tells why. An unknown",
    "variable `WAFER_…` is warned of, and fails `wafer check --fail-level warning`. File and environment are read by the `wafer` command",
    "only: in an app of your own `createAuth` has [the settings it is given](server.md#createauthsettings-options).",
    "",
    "With `NODE_ENV=production` the server demands `secret` and `origin`, and a migrated database. In development it makes a",
    "secret and keeps it in the data folder, takes `http://localhost:PORT` as its origin, and trusts the front ends at",
    "`http://localhost:3000`, `:4200` and `:5173`.",
    "",
    "| setting | environment | default | meaning |",
    "| --- | --- | --- | --- |",
    ...rows,
  ]);
}

function simpleJwtPage(): string {
  const rows = Object.entries(simpleJwtPlaces).map(([name, place]) => {
    if ("setting" in place) return `| \`${name}\` | \`${place.setting}\` | ${noteOf(place)} |`;
    return "never" in place ? `| \`${name}\` | | ${place.never} |` : `| \`${name}\` | | ${place.because} |`;
  });
  return page("SIMPLE_JWT names", [
    "For who comes from Django: `defineSettings(simpleJwt({ … }))` takes a SIMPLE_JWT dictionary in its own names, lifetimes as text",
    '("5m") or seconds, None as null. A name without a setting of ours is taken where its value agrees with what is said here, and',
    "refused with that reason where it does not. Unknown and removed names are refused with what was meant.",
    "",
    "`AUTH_TOKEN_CLASSES` may name the access token or the sliding token. `ROTATE_REFRESH_TOKENS` and `BLACKLIST_AFTER_ROTATION` may say what they like: every refresh rotates, and what was rotated is",
    "refused without a blacklist, since the session's row knows its generation.",
    "",
    "| SIMPLE_JWT | setting | otherwise |",
    "| --- | --- | --- |",
    ...rows,
  ]);
}

function noteOf(place: SettingPlace): string {
  if (place.note !== undefined) return place.note;
  if (place.onlyWhenSliding !== undefined)
    return "with the sliding token in `AUTH_TOKEN_CLASSES`; it has no effect otherwise";
  return place.because ?? "";
}

function showDefault(value: unknown): string {
  if (value === undefined) return "none: required";
  if (value === null) return "unset";
  if (Array.isArray(value)) return value.length === 0 ? "empty" : value.join(", ");
  return `\`${String(value)}\``;
}

function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, message }]) => `| \`${code}\` | ${status} | ${message} |`,
  );
  return page("Errors", [
    "Every refusal is `application/problem+json` (RFC 9457): `title` and `status` tell the HTTP status, `code` is one of this table, and",
    "`detail` is its message, filled in. Programs go by `code`; it does not change within a major version.",
    "",
    "| code | status | message |",
    "| --- | --- | --- |",
    ...rows,
  ]);
}

function httpPage(): string {
  return page("HTTP routes", [
    "A trailing slash is accepted everywhere. Answers are JSON; refusals are described in [errors.md](errors.md). `GET /openapi.json`",
    "tells the same to machines. Times are ISO 8601 in UTC.",
    "",
    ...routes.flatMap(describe),
  ]);
}

function describe(route: Route): string[] {
  const query = Object.entries(route.query ?? {}).map(
    ([name, parameter]) =>
      `- \`${name}\`: ${parameter.description} ${capitalised(describeParameter(parameter))}.${"default" in parameter ? ` ${parameter.default} when left out.` : ""}`,
  );
  const body = bodyOf(route);
  const note = bodyNote(route);
  const fields = Object.entries(body.fields).map(
    ([name, field]) =>
      `- \`${name}\`: ${field.description} ${bounds(field)}${isOptional(field) ? " May be left out." : ""}`,
  );
  const { optionalBody } = route;
  const answers = [
    ...Object.entries(route.answers).map(
      ([status, schema]) => `\`${status}\` ${schema === null ? "without a body" : showSchema(schema)}`,
    ),
    ...(optionalBody === undefined ? [] : [`to a body \`200\` ${showSchema(optionalBody.answer)}`]),
  ];
  const codes = [...new Set(errorsOf(route))].map((code) => `\`${code}\``).join(", ");
  return [
    `## ${route.method} ${route.path}`,
    "",
    `${route.summary}. ${GUARDS[route.guard]}${staffRules(route)}${note === null ? "" : ` ${note}`}`,
    "",
    ...(query.length === 0 ? [] : ["Query:", "", ...query, ""]),
    ...(fields.length === 0
      ? []
      : [
          `Body (${body.takes.join(" or ")})${optionalBody === undefined ? "" : ", which may be left out"}:`,
          "",
          ...fields,
          "",
        ]),
    `Answers ${answers.join(", ")}.${codes === "" ? "" : ` Refuses with ${codes}.`}`,
    "",
  ];
}

function bounds(field: Field): string {
  if (field.type === "boolean") return "true or false.";
  if (field.type === "object")
    return `An object of ${Object.keys(field.properties).join(", ")}, as in the query.`;
  if (field.type === "array") {
    const { enum: words } = field.items;
    return `A list of at most ${field.maxItems}${words === undefined ? "" : `, of ${words.join(", ")}`}.`;
  }
  return "enum" in field ? `One of ${field.enum.join(", ")}.` : `At most ${field.maxLength} characters.`;
}

function staffRules({ staff }: Route): string {
  if (staff === undefined) return "";
  const { permission, isFresh } = staff;
  const whose = permission === "superuser" ? " Superusers only." : ` Permission \`${permission}\`.`;
  return `${permission === null ? "" : whose}${isFresh ? " The password proved within `reauthenticationAge`." : ""}`;
}

const GUARDS: Record<Route["guard"], string> = {
  none: "Open to all.",
  origin: "Open to all, but not to pages of other sites.",
  session: "Needs a valid access token; an unsafe method with cookies needs the CSRF header too.",
  staff: "For staff, with a valid access token; an unsafe method with cookies needs the CSRF header too.",
  own: "Rides on the refresh cookie, and works with a stale access cookie.",
};

function showSchema(schema: object): string {
  return `\`${shape(schema as Schema)}\``;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

function shape({ type, items, properties, required = [] }: Schema): string {
  if (items !== undefined) return `[${shape(items)}]`;
  if (properties === undefined) return [type ?? "any"].flat().join(" | ");
  return `{${Object.entries(properties)
    .map(([name, inner]) => `${name}${required.includes(name) ? "" : "?"}: ${shape(inner)}`)
    .join(", ")}}`;
}

function page(title: string, lines: readonly string[]): string {
  return `${[NOTE, "", `# ${title}`, "", ...lines].join("\n").trimEnd()}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  mkdirSync("docs/reference", { recursive: true });
  for (const [file, text] of Object.entries(referencePages())) writeFileSync(file, text);
}
