import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { inject, test } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the one built app is served, and where the one browser listens; absent when there is no Chromium. */
    stage: { readonly url: string; readonly browser: string } | { readonly whyNot: string };
  }
}

/** Software rendering draws about a frame a second: every wait has room for that. */
export const PATIENCE_MS = 60_000;

let connected: Promise<Browser> | undefined;

/** The one browser of the run, reached over its socket. */
export function browser(): Promise<Browser> {
  const stage = inject("stage");
  if ("whyNot" in stage) throw new Error(stage.whyNot);
  connected ??= chromium.connect(stage.browser);
  return connected;
}

/** Where the app is served in this run. */
export function baseUrl(): string {
  const stage = inject("stage");
  if ("whyNot" in stage) throw new Error(stage.whyNot);
  return stage.url;
}

/** A page of its own (own storage), 1280 x 800 unless told, on `path` of the app. Close it with `page.context().close()`. */
export async function openPage(path = "/", options: BrowserContextOptions = {}): Promise<Page> {
  const context = await (await browser()).newContext({
    baseURL: baseUrl(),
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  const page = await context.newPage();
  await page.goto(path, { waitUntil: "load" });
  // loaded is not alive: on a busy machine a click can come before the page's own code listens
  await page.locator("[inert]").waitFor({ state: "detached", timeout: PATIENCE_MS });
  return page;
}

/** Chromium's notes on its own software rendering, and the renderer's note about its clock; nothing of ours. */
const NOT_OURS = /GPU stall due to ReadPixels|THREE\.Clock|software WebGL/;

/** A page whose errors and warnings are kept in `errors`; its waits have room for software rendering at a frame a second. */
export async function openWatched(path: string, options: BrowserContextOptions, errors: string[]): Promise<Page> {
  const page = await openPage(path, { viewport: { width: 1440, height: 900 }, ...options });
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("pageerror", (e) => errors.push(String(e)));
  page.on("console", (m) => {
    if ((m.type() === "error" || m.type() === "warning") && !NOT_OURS.test(m.text())) errors.push(m.text());
  });
  return page;
}

/** `test` with a browser; skipped where no Chromium can be had (an error in CI). */
export const browserTest = test.skipIf("whyNot" in inject("stage"));
