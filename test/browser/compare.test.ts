import { expect } from "vitest";
import { browser, browserTest } from "../support/browser";
import { PlayedField } from "../support/live-hour";
import { startServer } from "../support/server";

const LEAK = { target: "WJ-C5", fields: { emitter_m3_s: 0.006 / Math.sqrt(40) }, ago_s: 50 * 60 };

browserTest(
  "an hour of field with 6 L/s lost in the high zone: Compare names a leak there, with its charts and colours, by keyboard alone",
  async () => {
    const server = await startServer();
    const options = { fault: LEAK, stale: "LV-C3.voltage_1", bad: "LV-E3.voltage_1" };
    const field = new PlayedField(server.url, server.data, options);
    const errors: string[] = [];
    try {
      await field.start();
      const page = await (
        await (await browser()).newContext({ baseURL: server.url, viewport: { width: 1440, height: 900 } })
      ).newPage();
      page.setDefaultTimeout(30_000);
      page.on("pageerror", (e) => errors.push(String(e)));
      await page.goto("/", { waitUntil: "load" });
      await page.getByRole("button", { name: "Live", exact: true }).click();

      // the worst first: what a source says of its own value with the code that came with it, then what is too old
      const standing = page.getByRole("button", { name: "How the live values stand" });
      await expect.poll(() => standing.textContent(), { timeout: 60_000 }).toMatch(/s old.*scada.*● 82/);
      await standing.press("Enter");
      const rows = page.getByRole("dialog").getByRole("row");
      await expect
        .poll(() => rows.nth(1).textContent())
        .toMatch(/LV-E3.*bad: the source says so \(BadSensorFailure 0x808C0000\)/);
      expect(await rows.nth(2).textContent()).toMatch(/LV-C3.*(uncertain|bad): older than its interval allows/);
      await page.keyboard.press("Escape");

      await page.getByRole("group", { name: "Source" }).getByRole("button", { name: "Compare" }).press("Enter");
      const panel = page.getByRole("region", { name: "Field and twin" });
      const first = panel.getByRole("list", { name: "Suspects" }).getByRole("listitem").first();
      await expect
        .poll(() => first.textContent(), { timeout: 90_000 })
        .toMatch(/9\d.%.*A leak in High pressure zone, about [4-8](\.\d)?.L\/s at 40.m/);
      expect(await first.textContent()).toMatch(/One of \d+ places that these Tags do not tell apart/);
      // how sure it is, what else it may be, and what to read next
      await panel.getByText("One kind of fault, in one part of the network, explains what is seen.").waitFor();
      expect(await panel.getByRole("list", { name: "Suspects" }).textContent()).toMatch(/5.%.*Something else/);
      expect(await first.textContent()).toMatch(
        /Read the pressure at the hydrant of WJ-\S+ now: of the \d+ places|No pressure at a single hydrant/,
      );
      expect(await panel.locator("summary").first().textContent()).toContain("(3 states)");
      expect(await page.getByTestId("departure-legend").textContent()).toContain("74 measured elements");

      // any row's charts by Enter; the inspector follows
      const charts = panel.getByRole("img");
      await panel.getByRole("button", { name: "WP-BOOSTER-high-OUT.flow_m3_s" }).last().press("Enter");
      await expect
        .poll(() => charts.evaluateAll((all) => all.map((e) => e.getAttribute("aria-label"))))
        .toEqual([
          "WP-BOOSTER-high-OUT.flow_m3_s: field, twin and band",
          "WP-BOOSTER-high-OUT.flow_m3_s: CUSUM over its limit",
        ]);
      expect(await charts.locator("canvas").count()).toBe(2);

      // seen: the sums begin again; the same Tags depart no more until they do so anew
      await panel.getByRole("button", { name: "Seen" }).press("Enter");
      await panel.getByText("Nothing departs").waitFor();
      await page.getByRole("group", { name: "Source" }).getByRole("button", { name: "Simulated" }).press("Enter");
      await page.getByRole("region", { name: "Feed" }).waitFor();
      expect(errors).toEqual([]);
      await page.context().close();
    } finally {
      field.stop();
      await server.close();
    }
  },
  300_000,
);
