import { expect } from "vitest";
import { browserTest, openPage, PATIENCE_MS } from "../support/browser";

browserTest("the page is cross-origin isolated and reaches its server's database", async () => {
  const page = await openPage();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await page.evaluate(() => fetch("/api/health").then((r) => r.json()))).toMatchObject({ ok: true });
  await page.context().close();
});

browserTest("a click that comes before the page's code listens waits for it, and is not lost", async () => {
  const page = await openPage("/api/health");
  let listens = () => {};
  const slow = new Promise<void>((resolve) => {
    listens = resolve;
  });
  await page.route(/\/_next\/static\/chunks\/.*\.js/, async (route) => {
    await slow;
    await route.continue();
  });
  await page.goto("/", { waitUntil: "commit" });
  const table = page.getByRole("button", { name: "Table", exact: true });
  await table.waitFor();
  await expect(table.click({ timeout: 500 })).rejects.toThrow(/Timeout/);
  listens();
  await table.click({ timeout: PATIENCE_MS });
  await page.getByRole("textbox", { name: "Filter" }).waitFor({ timeout: PATIENCE_MS });
  await page.context().close();
});
