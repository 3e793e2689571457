import axios, { type InternalAxiosRequestConfig } from "axios";
import { describe, expect, it } from "vitest";
import { createApi } from "./api.ts";
import { attachToAxios } from "./attach-to-axios.ts";
import type { Attempts } from "./attempts.ts";

const API = "http://api.example.org:8000";

/** An attached axios whose requests go nowhere but into `sent`. */
function attached(config: { baseURL?: string; allowAbsoluteUrls?: boolean }) {
  const sent: InternalAxiosRequestConfig[] = [];
  const client = axios.create({
    ...config,
    adapter: async (config) => {
      sent.push(config);
      return { data: null, status: 200, statusText: "", headers: {}, config };
    },
  });
  const attempts: Attempts = {
    begin: async () => ({
      userId: "ada",
      isUnsafe: true,
      token: "csrf-token-of-ada",
      marker: 0,
      renewals: 0,
      mayGetToken: false,
    }),
    follow: (_attempt, outcome) => Promise.resolve(outcome.result()),
    run: () => Promise.reject(new Error("not used by axios")),
  };
  return { client, sent, detach: attachToAxios(client, createApi({ baseUrl: API }), attempts) };
}

const marksOf = ({ headers, withCredentials }: InternalAxiosRequestConfig) => [
  headers.get("X-CSRFToken") ?? null,
  withCredentials ?? false,
];
const MARKED = ["csrf-token-of-ada", true];
const UNMARKED = [null, false];

describe("an axios instance, attached", () => {
  it.each([
    [{ baseURL: API }, "/notes"],
    [{ baseURL: `${API}/v1/` }, "notes"],
    [{ baseURL: "http://evil.example" }, `${API}/notes`],
    [{}, `${API}/notes`],
    [{}, "HTTP://API.EXAMPLE.ORG:8000/notes"],
    [{ baseURL: API, allowAbsoluteUrls: false }, "http://evil.example/notes"],
  ])("sends cookies and CSRF header to the API: %j %s", async (config, url) => {
    const { client, sent } = attached(config);
    await client.post(url);
    expect(sent.map(marksOf)).toEqual([MARKED]);
  });

  it.each([
    [{ baseURL: "http://evil.example" }, "/notes"],
    [{ baseURL: API }, "http://evil.example/notes"],
    [{ baseURL: API }, "//evil.example/notes"],
    [{ baseURL: "http://api.example.org.evil.example:8000" }, "/notes"],
    [{ baseURL: `${API}@evil.example` }, "/notes"],
    [{ baseURL: "http://evil.example", allowAbsoluteUrls: false }, `${API}/notes`],
    [{}, "http://api.example.org:8001/"],
    [{}, "https://api.example.org:8000/"],
  ])("sends neither to any other: %j %s", async (config, url) => {
    const { client, sent } = attached(config);
    await client.post(url);
    expect(sent.map(marksOf)).toEqual([UNMARKED]);
  });

  it("sends neither once it is detached", async () => {
    const { client, sent, detach } = attached({ baseURL: API });
    detach();
    await client.post("/notes");
    expect(sent.map(marksOf)).toEqual([UNMARKED]);
  });
});
