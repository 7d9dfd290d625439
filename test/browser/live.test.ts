import { expect } from "vitest";
import { browserTest, openPage } from "../support/browser";

browserTest(
  "one click on Live and one on the demo field: all 84 Tags of Harbourside follow it, with age and quality, and back",
  async () => {
    const page = await openPage();
    await page.getByRole("button", { name: "Live", exact: true }).click();
    await page.getByRole("button", { name: "Start the demo field" }).click();
    const standing = page.getByRole("button", { name: "How the live values stand" });
    await expect
      .poll(async () => Number(/● (\d+)/.exec((await standing.textContent()) ?? "")?.[1]), { timeout: 90_000 })
      .toBeGreaterThan(78); // a few may be in one of their dropouts
    expect(await standing.textContent()).toMatch(/\d.s old/);
    expect(await page.getByTestId("clock").textContent()).toMatch(/^\d\d:\d\d$/);
    await page.keyboard.press("Escape");
    await standing.click();
    await page.getByRole("button", { name: "LV-A1.voltage_1" }).waitFor();

    // the twin beside the field: begun from what is live, it runs through sound days, then every Tag has its prediction
    await page.keyboard.press("Escape");
    await page.getByRole("group", { name: "Source" }).getByRole("button", { name: "Compare" }).click();
    const beside = page.getByRole("region", { name: "Field and twin" });
    await beside.getByText(/Twin begun at .* \(3 states\)/).waitFor({ timeout: 90_000 });
    await standing.click();

    // the twin, the table and the inspector read the field as they read a run
    await page.getByRole("button", { name: "Make a scenario of it" }).click();
    await page.getByRole("button", { name: "Simulated", exact: true, pressed: true }).waitFor();
    await expect.poll(() => page.locator("aside").first().textContent()).toContain("Live, 20");
    const stopped = await page.evaluate(() =>
      fetch("/api/telemetry", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"do":"stop"}',
      }).then((r) => r.status),
    );
    expect(stopped).toBe(200);
    await page.context().close();
  },
  300_000,
);
