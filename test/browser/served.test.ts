import { expect } from "vitest";
import { browserTest, openPage } from "../support/browser";

browserTest("the page is cross-origin isolated and reaches its server's database", async () => {
  const page = await openPage();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await page.evaluate(() => fetch("/api/health").then((r) => r.json()))).toMatchObject({ ok: true });
  await page.context().close();
});
