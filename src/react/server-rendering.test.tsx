import type { ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { User } from "../client/index.ts";
import { AuthProvider, RequireUser, SignInForm, useAuth, useUser } from "./index.ts";

const ADA: User = {
  id: "01a2",
  username: "ada",
  email: "",
  firstName: "",
  lastName: "",
  isStaff: false,
  isSuperuser: false,
};
const API = "https://api.example.test";

function Name(): ReactNode {
  return useUser()?.username ?? "stranger";
}

/** What a page of the app is on a server that knows this of the request. */
function pageOf(initialUser?: User | null): string {
  return renderToString(
    <AuthProvider baseUrl={API} initialUser={initialUser}>
      <RequireUser pending="one moment" fallback="sign in, please">
        {(user) => `notes of ${user.username}`}
      </RequireUser>
      , <Name />
    </AuthProvider>,
  ).replaceAll("<!-- -->", "");
}

describe("on a server", () => {
  it("shows the user of the request at once", () => {
    expect(pageOf(ADA)).toBe("notes of ada, ada");
  });

  it("shows the fallback where the request is nobody's, and that it waits where nothing is known", () => {
    expect(pageOf(null)).toBe("sign in, please, stranger");
    expect(pageOf()).toBe("one moment, stranger");
  });

  it("has a client of its own for each request", () => {
    const clients = new Set<unknown>();
    const Collect = () => {
      clients.add(useAuth().fetch);
      return null;
    };
    const page = (
      <AuthProvider baseUrl={API}>
        <Collect />
      </AuthProvider>
    );
    renderToString(page);
    renderToString(page);
    expect(clients.size).toBe(2);
  });

  it("renders a form that posts, so that no password comes into an address", () => {
    const html = renderToString(
      <AuthProvider words={{ sign_in: "Anmelden" }}>
        <SignInForm action="/sign-in" />
      </AuthProvider>,
    );
    expect(html).toMatch(/^<form (?=[^>]* method="post")(?=[^>]* action="\/sign-in")/);
    expect(html).toMatch(/<input (?=[^>]*autoComplete="username")(?=[^>]*name="username")/);
    expect(html).toMatch(/<input (?=[^>]*autoComplete="current-password")(?=[^>]*name="password")/);
    expect(html).toContain(">Anmelden</button>");
  });
});

describe("without a provider", () => {
  it("says in a sentence what is missing", () => {
    expect(() => renderToString(<Name />)).toThrow(
      "There is no <AuthProvider> above this component. Put one around your app.",
    );
  });
});
