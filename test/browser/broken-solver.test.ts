import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest, openPage, PATIENCE_MS } from "../support/browser";

/**
 * The page with a water solver that traps in every step from `from_s` to `to_s`: the built worker's one call into a
 * solver gets that line. Says how many calls it found, so that a build which looks otherwise fails and is not passed.
 */
async function visit(from_s: number, to_s: number, colorScheme: "light" | "dark"): Promise<Page> {
  const page = await openPage("/favicon.ico", { viewport: { width: 1440, height: 900 }, colorScheme });
  page.setDefaultTimeout(PATIENCE_MS);
  let found = 0;
  await page.context().route(/\/_next\/static\/chunks\/.*\.js/, async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/\(\)=>(\w+)\.solve\((\w+)\)/g, (_, solver, at) => {
      found++;
      const isBroken = `${solver}.utility==="water"&&${at}>=${from_s}&&${at}<${to_s}`;
      return `()=>{if(${isBroken})throw new WebAssembly.RuntimeError("unreachable");return ${solver}.solve(${at})}`;
    });
    await route.fulfill({ response, body });
  });
  await page.goto("/");
  await page.getByTestId("first-run").click();
  await page.getByTestId("run-result").waitFor();
  expect(found).toBe(1);
  return page;
}

const view = (page: Page, name: string) =>
  page.getByRole("group", { name: "View" }).getByRole("button", { name }).click();

async function goTo(page: Page, tick: number): Promise<void> {
  await page.getByRole("slider", { name: "Time" }).focus();
  await page.keyboard.press("Home");
  for (let n = 0; n < Math.floor(tick / 10); n++) await page.keyboard.press("PageUp");
  for (let n = 0; n < tick % 10; n++) await page.keyboard.press("ArrowRight");
}

/** Row, inspector and timeline of the tower at a tick. */
async function tower(page: Page, tick: number): Promise<{ row: string; level: string; timeline: string[] }> {
  await goTo(page, tick);
  const text = async (what: string) => (await page.locator(what).first().textContent()) ?? "";
  return {
    row: await text('[data-testid="table"] td[data-column="value"]'),
    level: await text('#inspector dd[data-column="level_m"]'),
    timeline: await page.getByTestId("degraded").allTextContents(),
  };
}

async function pickTower(page: Page): Promise<void> {
  await view(page, "Table");
  await page.getByRole("textbox", { name: "Filter" }).fill("Ridge tower");
  await page.getByTestId("table").getByRole("row").nth(1).click();
  await page.locator("#inspector h2").filter({ hasText: "Ridge tower" }).waitFor();
}

browserTest(
  "a water solver that breaks for four ticks: figures are marked as held there, and nowhere else",
  async () => {
    const page = await visit(100 * 300, 104 * 300, "light");
    await pickTower(page);
    const before = await tower(page, 99);
    expect([before.row, before.timeline]).toEqual([expect.not.stringContaining("○"), []]);
    const held = await tower(page, 101);
    expect(held).toEqual({
      row: expect.stringMatching(/^○ /),
      level: expect.stringMatching(/^○ .* ?m$/),
      timeline: ["○ water held"],
    });
    const after = await tower(page, 104);
    expect([after.row, after.timeline]).toEqual([expect.not.stringContaining("○"), []]);
    await view(page, "Ledger");
    const solvers = page.getByRole("region", { name: "Solvers" });
    await solvers.getByText(/water: its last values are held after 5.attempts; it solves again at 08:40/).waitFor();
    expect(await solvers.getByText("nothing was lost").count()).toBe(0);
    await page.context().close();
  },
);

browserTest("a water solver that stays broken: figures are absent and crossed after half an hour", async () => {
  const page = await visit(100 * 300, Number.MAX_SAFE_INTEGER, "dark");
  await pickTower(page);
  expect(await tower(page, 120)).toEqual({
    row: expect.stringMatching(/^✕ –/),
    level: expect.stringMatching(/^✕ –/),
    timeline: ["✕ water absent"],
  });
  const feed = page.getByRole("region", { name: "Feed" });
  await feed.getByRole("combobox", { name: "Events shown" }).click();
  await page.getByRole("option", { name: "■ only" }).last().click();
  await feed.getByText("water: solver broke (unreachable); values held").waitFor();
  await feed.getByText("water: out of service after 6 attempts; its figures are absent").waitFor();
  await view(page, "Plan");
  await page.getByText("Water: no values, its solver is out of service").filter({ visible: true }).waitFor();
  await view(page, "Ledger");
  const solvers = page.getByRole("region", { name: "Solvers" });
  await solvers.getByText(/water: .* it is out of service from 08:50 on/).waitFor();
  await page.context().close();
});
