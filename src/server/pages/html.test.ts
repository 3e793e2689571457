import { describe, expect, it } from "vitest";
import { html } from "./html.ts";

describe("html", () => {
  it("escapes what could open a tag, an entity or end an attribute", () => {
    expect(String(html`<p title="${`"'`}">${"<script>&"}</p>`)).toBe(
      '<p title="&quot;&#39;">&lt;script&gt;&amp;</p>',
    );
  });

  it("keeps what another template made", () => {
    expect(String(html`<ul>${["<a>", "b"].map((name) => html`<li>${name}</li>`)}</ul>`)).toBe(
      "<ul><li>&lt;a&gt;</li><li>b</li></ul>",
    );
  });

  it("leaves nothing behind for null, undefined and false, and keeps zero", () => {
    expect(String(html`${null}${undefined}${false}${0}`)).toBe("0");
  });
});
