import { describe, expect, it } from "vitest";
import { defineSettings } from "../settings/settings.ts";
import type { SettingsInput } from "../settings/table.ts";
import { cookieNames } from "./cookie-names.ts";

const SECRET = "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE";
const namesWith = (input: SettingsInput) =>
  Object.values(
    cookieNames(defineSettings({ secret: SECRET, origin: "https://app.example.test", ...input })),
  );

describe("cookieNames", () => {
  it.each<[SettingsInput, string[]]>([
    [{}, ["__Host-Http-access_token", "__Host-Http-refresh_token", "__Host-csrftoken"]],
    [
      { accessCookieName: "__session" },
      ["__Host-Http-__session", "__Host-Http-refresh_token", "__Host-csrftoken"],
    ],
    [{ cookiePath: "/app" }, ["__Secure-access_token", "__Secure-refresh_token", "__Secure-csrftoken"]],
    [
      { cookieDomain: "example.test" },
      ["__Secure-access_token", "__Secure-refresh_token", "__Secure-csrftoken"],
    ],
    [{ cookieSecure: false }, ["access_token", "refresh_token", "csrftoken"]],
    [
      { accessCookieName: "__Secure-a", csrfCookieName: "c" },
      ["__Secure-a", "__Host-Http-refresh_token", "__Host-c"],
    ],
  ])("C-01 with %o are %o: the strongest prefix a browser accepts", (input, names) => {
    expect(namesWith(input)).toEqual(names);
  });
});
