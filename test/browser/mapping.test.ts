import { text as textOf } from "node:stream/consumers";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest, openWatched } from "../support/browser";

const cell = (page: Page, point: string, head: string) =>
  page.getByRole("button", { name: new RegExp(`^${head} of ${point.replace(/[/.#]/g, "\\$&")}`) });
const TOWER = "harbourside/water/TOWER/level";

browserTest(
  "the mapping is edited by keyboard, said to be wrong in the importer's words, undone, saved, and the bridge reads by it",
  async () => {
    const errors: string[] = [];
    const page = await openWatched("/", { viewport: { width: 1024, height: 640 } }, errors);
    await page.getByRole("button", { name: "Live", exact: true }).click();
    await page.getByRole("button", { name: "Start the demo field" }).click();
    const standing = page.getByRole("button", { name: "How the live values stand" });
    await expect
      .poll(async () => Number(/● (\d+)/.exec((await standing.textContent()) ?? "")?.[1]), { timeout: 90_000 })
      .toBeGreaterThan(30); // MQTT is there; the mapping holds for both
    const open = page.getByRole("button", { name: "Mapping", exact: true });
    if (!(await open.isVisible())) await standing.click();
    await open.click();
    await page.getByText("the bridge reads by it").waitFor();
    await page.getByRole("tab", { name: "Points 84" }).waitFor();
    const save = page.getByRole("button", { name: "Save", exact: true });
    expect(await save.isDisabled()).toBe(true);

    // a unit that cannot be the Tag's, typed over the old one
    await page.getByLabel("Filter points and Tags").fill("TOWER");
    await cell(page, TOWER, "Unit").click();
    await page.keyboard.type("kPa");
    await page.keyboard.press("Enter");
    const fault = page.getByText(
      /^mapping\.json:\d+: .*TOWER.*unit: got kPa, wanted a unit of TOWER\.level_m, which is in m/,
    );
    await fault.waitFor();
    await save.click();
    await page.getByRole("alert").getByText("Not saved").waitFor();
    await page.keyboard.press("Escape"); // closes; the edits stay
    await standing.click();
    await open.click();
    await page.getByText("edited, not saved").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => fault.count()).toBe(0);

    // a dead band, by arrows: unit, scale, offset, dead band
    await page.getByLabel("Filter points and Tags").fill("TOWER");
    await cell(page, TOWER, "Unit").click();
    for (let k = 0; k < 3; k++) await page.keyboard.press("ArrowRight");
    await expect.poll(() => cell(page, TOWER, "Dead band").evaluate((e) => e === document.activeElement)).toBe(true);
    await page.keyboard.type("0.005");
    await page.keyboard.press("Tab");
    await save.click();
    await page.getByText("Saved.").waitFor();
    await page.getByText("the bridge reads by it").waitFor();
    const { text } = await page.evaluate(() => fetch("/api/telemetry/mapping").then((r) => r.json()));
    const points: Record<string, unknown>[] = JSON.parse(text).points;
    expect(points.find((p) => p.point === TOWER)).toMatchObject({ tag: "TOWER.level_m", unit: "m", deadBand: 0.005 });
    expect(points.filter((p) => p.deadBand !== undefined)).toHaveLength(1);

    // a point that is taken away is heard without a Tag, and proposed for its Tag again
    await page.getByRole("button", { name: `Remove ${TOWER}` }).click();
    await save.click();
    await page.getByText("the bridge reads by it").waitFor();
    await page.getByRole("tab", { name: /^Coverage [12]$/ }).click();
    const row = page.getByRole("row").filter({ hasText: TOWER });
    await row.waitFor();
    expect(await row.textContent()).toContain("TOWER.level_m");
    await page.getByText("Tags without a point: 1").waitFor();
    await row.getByRole("button", { name: "Map it" }).click();
    await expect.poll(() => cell(page, TOWER, "Tag").evaluate((e) => e === document.activeElement)).toBe(true);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download" }).click(),
    ]);
    const downloaded = await textOf(await file.createReadStream());
    expect(JSON.parse(downloaded).points).toHaveLength(84);
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("tab", { name: "Points 83" }).waitFor();
    await page
      .locator("input[type=file][accept*=json]")
      .last()
      .setInputFiles({
        ...{ name: "old.json", mimeType: "application/json", buffer: Buffer.from(downloaded) },
      });
    await page.getByText("84 points of old.json; not saved yet.").waitFor();
    await save.click();
    await page.getByText("the bridge reads by it").waitFor();
    await page.evaluate(() =>
      fetch("/api/telemetry", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"do":"stop"}',
      }),
    );
    expect(errors).toEqual([]);
    await page.context().close();
  },
  240_000,
);
