import type { Page } from "playwright-core";
import { expect } from "vitest";
import { findBarriers, overflow } from "./browser.ts";
import { sideBySide } from "./pictures.ts";

/** Light and dark without barriers, and narrow without a scroll bar; asked for by WAFER_PICTURES=1, a picture too. */
export async function expectAdminLooks(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findBarriers(page)).toEqual([]);
  }
  if (process.env["WAFER_PICTURES"] === "1") await takePicture(page, name, 1100);
  await page.setViewportSize({ width: 360, height: 700 });
  expect(await overflow(page)).toBe(0);
  expect(await findBarriers(page)).toEqual([]);
  if (process.env["WAFER_PICTURES"] === "1") await takePicture(page, `${name}-narrow`, 360);
}

/** Writes docs/pictures/admin-NAME.png, light beside dark. */
export async function takePicture(page: Page, name: string, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 700 });
  await page.mouse.move(0, 0);
  await page.evaluate(`scrollTo(0, 0); document.activeElement.blur();
    document.querySelector(".brand span").textContent = "localhost:8000";`);
  const whole = await page.evaluate<number>("document.documentElement.scrollHeight");
  // Lists go on in the same way.
  const height = Math.min(whole, width > 700 ? 720 : 1000);
  const shots: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const shot = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width, height } });
    shots.push(shot.toString("base64"));
  }
  await page.emulateMedia({ colorScheme: "light" });
  const browser = page.context().browser();
  if (browser === null) throw new Error("a picture needs the browser that the page was opened in");
  await sideBySide(browser, `admin-${name}`, { width, scale: 1 }, shots);
}

/**
 * What a page shows of one address of the API: that it is stale where it cannot be renewed; bones until it comes; a code
 * and Retry where it does not; and then `shown`.
 */
export async function expectStates(page: Page, path: RegExp, shown: string): Promise<void> {
  await page.route(path, (route) => route.abort());
  // From the title: keys typed into a field are its own.
  await page.locator("h1").press("r");
  await page.getByText("it could not be renewed (network_error)").waitFor();
  await page.unroute(path);
  const { promise: isSeen, resolve: goOn } = Promise.withResolvers<void>();
  await page.route(path, (route) => isSeen.then(() => route.abort()));
  await page.reload();
  await page.getByRole("status", { name: "Loading" }).waitFor();
  goOn();
  await page.getByText("Code network_error").waitFor();
  await page.unroute(path);
  await page.getByRole("button", { name: "Retry" }).click();
  await page.getByText(shown).first().waitFor();
}

export async function expectRetry(page: Page, path: RegExp, shown: string): Promise<void> {
  await page.route(path, (route) => route.abort());
  await page.reload();
  await page.getByText("network_error").waitFor();
  await page.unroute(path);
  await page.getByRole("button", { name: "Retry" }).click();
  await page.getByText(shown).first().waitFor();
}
