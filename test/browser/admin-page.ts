import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { findBarriers, overflow } from "./browser.ts";

/** Light and dark without barriers, and narrow without a scroll bar; asked for by WAFER_PICTURES=1, a picture too. */
export async function expectAdminLooks(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findBarriers(page)).toEqual([]);
  }
  await picture(page, name, 1100);
  await page.setViewportSize({ width: 360, height: 700 });
  expect(await overflow(page)).toBe(0);
  expect(await findBarriers(page)).toEqual([]);
  await picture(page, `${name}-narrow`, 360);
}

async function picture(page: Page, name: string, width: number): Promise<void> {
  if (process.env["WAFER_PICTURES"] !== "1") return;
  await page.setViewportSize({ width, height: 700 });
  mkdirSync("docs/pictures", { recursive: true });
  await page.screenshot({ path: `docs/pictures/admin-${name}.png`, fullPage: true });
}

/** The answer to an address of the API fails until `mend` is called. */
async function breakApi(page: Page, path: RegExp): Promise<{ mend(): Promise<void> }> {
  await page.route(path, (route) => route.abort());
  return { mend: () => page.unroute(path) };
}

export async function expectRetry(page: Page, path: RegExp, shown: string): Promise<void> {
  const broken = await breakApi(page, path);
  await page.reload();
  await page.getByText("network_error").waitFor();
  await broken.mend();
  await page.getByRole("button", { name: "Retry" }).click();
  await page.getByText(shown).first().waitFor();
}
