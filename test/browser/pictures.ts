import { mkdirSync } from "node:fs";
import type { Browser } from "playwright-core";
import { visit } from "./browser.ts";

/** Writes docs/pictures/NAME.png of screenshots of one width, given as base64. */
export async function sideBySide(
  browser: Browser,
  name: string,
  { width, scale }: { readonly width: number; readonly scale: number },
  images: readonly string[],
): Promise<void> {
  const viewport = { width: 2 * width, height: 100 };
  const { page } = await visit(browser, { viewport, deviceScaleFactor: scale });
  const tags = images.map((data) => `<img width="${width}" src="data:image/png;base64,${data}">`).join("");
  await page.setContent(`<style>body{margin:0;display:flex;align-items:start}</style>${tags}`);
  mkdirSync("docs/pictures", { recursive: true });
  await page.screenshot({ path: `docs/pictures/${name}.png`, fullPage: true });
}
