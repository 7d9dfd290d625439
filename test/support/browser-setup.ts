import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { CHROMIUM_FLAGS, findChromium, HOW_TO_GET_CHROMIUM } from "./chromium";
import { startServer } from "./server";

/** One server and one browser for all browser tests; every test file connects to them. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const executablePath = findChromium();
  if (!executablePath) {
    if (process.env.CI) throw new Error(HOW_TO_GET_CHROMIUM);
    console.warn(`browser tests are skipped: ${HOW_TO_GET_CHROMIUM}`);
    project.provide("stage", { whyNot: HOW_TO_GET_CHROMIUM });
    return undefined;
  }
  const server = await startServer();
  const browser = await chromium.launchServer({ executablePath, headless: false, args: CHROMIUM_FLAGS });
  project.provide("stage", { url: server.url, browser: browser.wsEndpoint() });
  return async () => {
    await browser.close();
    await server.close();
  };
}
