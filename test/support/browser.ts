import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { inject, test } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the one built app is served, and where the one browser listens; absent when there is no Chromium. */
    stage: { readonly url: string; readonly browser: string } | { readonly whyNot: string };
  }
}

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
  return page;
}

/** `test` with a browser; skipped where no Chromium can be had (an error in CI). */
export const browserTest = test.skipIf("whyNot" in inject("stage"));
