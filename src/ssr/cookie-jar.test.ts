import { describe, expect, it } from "vitest";
import { createCookieJar } from "./cookie-jar.ts";
import { readOptions } from "./options.ts";

const OPTIONS = readOptions({ apiUrl: "http://localhost:8000", origin: "http://localhost:3000" });
const jarOf = (header: string | null) => createCookieJar(header, OPTIONS);
const ACCESS = "__Host-Http-access_token";
const CSRF = "__Host-csrftoken";

describe("the cookies of a request", () => {
  it("go to the API where they are Wafer's, to the byte, under each prefix that its settings may give", () => {
    const own = `${ACCESS}=a.b=c; __Secure-refresh_token="r"; csrftoken=`;
    expect(jarOf(`theme=dark; ${own}; access_token2=x; sid`).own()).toBe(own);
    expect(jarOf(null).own()).toBe("");
  });

  it("stay two where there are two of one name, for the API to refuse", () => {
    const header = `${ACCESS}=planted; ${ACCESS}=a`;
    expect(jarOf(header).own()).toBe(header);
  });

  it("C-11 stay away from the API behind the byte A0, where a browser sees no prefix", () => {
    expect(jarOf(`\u00a0${ACCESS}=planted; theme=dark`).own()).toBe("");
    expect(jarOf(`\u00a0${CSRF}=planted`).csrfToken()).toBeUndefined();
    expect(jarOf(`\t${ACCESS}=a `).own()).toBe(`${ACCESS}=a`);
  });

  it("are known by names of the app's own", () => {
    const names = { ...OPTIONS, accessCookieName: "__Host-jwt" };
    expect(createCookieJar("__Host-jwt=a; access_token=b", names).own()).toBe("__Host-jwt=a");
  });

  it("give the CSRF token of the strongest prefix, which a sibling host cannot plant", () => {
    expect(jarOf(`csrftoken=planted; ${CSRF}=right`).csrfToken()).toBe("right");
    expect(jarOf("theme=dark").csrfToken()).toBeUndefined();
  });
});

describe("the cookies of an answer", () => {
  it("take the place of the request's, in the API's header and in the render's", () => {
    const jar = jarOf(`theme=dark; ${ACCESS}=old; ${CSRF}=c`);
    const line = `${ACCESS}=new; Max-Age=300; Path=/; Secure; HttpOnly; SameSite=Lax`;
    jar.keep([line]);
    expect(jar.own()).toBe(`${CSRF}=c; ${ACCESS}=new`);
    expect(jar.all()).toBe(`theme=dark; ${CSRF}=c; ${ACCESS}=new`);
    expect(jar.setCookies).toEqual([line]);
  });

  it("are passed over where they are not Wafer's", () => {
    const jar = jarOf(null);
    jar.keep(["balancer=7; Path=/", "access_token_of_another=1"]);
    expect([jar.all(), jar.setCookies]).toEqual(["", []]);
  });

  it("delete, and the last one of a name stands", () => {
    const jar = jarOf(`${ACCESS}=old`);
    const deletion = `${ACCESS}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax`;
    jar.keep([`${ACCESS}=new; Max-Age=300`]);
    jar.keep([deletion]);
    expect([jar.all(), jar.setCookies, jar.has("access")]).toEqual(["", [deletion], false]);
  });
});
