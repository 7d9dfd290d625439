import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, expect } from "vitest";
import { DEFAULT_DISTRICT, DISTRICTS, SCENARIOS } from "@/scenarios";
import { advance, openRun, resultOf, tickCount } from "@/sim-core/session/run";
import { browserTest, openPage, openWatched, PATIENCE_MS } from "../support/browser";

const errors: string[] = [];
let opened: Promise<Page> | undefined;

/** One page for the whole file: the tests below are one visit, in the order in which a person would make it. */
function visit(): Promise<Page> {
  opened ??= openWatched("/", { colorScheme: "light" }, errors);
  return opened;
}

afterAll(async () => {
  await (await opened)?.context().close();
});

const clock = async () => (await visit()).getByTestId("clock").textContent();
const inspected = async () => (await visit()).locator("#inspector h2").textContent();
const until = (what: () => Promise<unknown>) => expect.poll(what, { timeout: PATIENCE_MS, interval: 100 });

browserTest("a first visit offers Harbourside and one button", async () => {
  const page = await visit();
  await page.getByTestId("first-run").waitFor();
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain("Harbourside");
  await page.locator("canvas").first().waitFor();
});

browserTest("one click runs the heatwave to the digest that Node finds for the same seed", async () => {
  const page = await visit();
  await page.getByTestId("first-run").click();
  await page.getByTestId("run-result").waitFor();
  const solvers = new WebAssembly.Module(readFileSync(join(import.meta.dirname, "../../public/solvers.wasm")));
  const scenario = SCENARIOS.heatwave!();
  const { run } = openRun(solvers, DISTRICTS[DEFAULT_DISTRICT]!(), scenario, scenario.seed);
  if (!run) throw new Error("Node refuses what the page ran");
  for (let t = tickCount(run); t > 0; t--) advance(run);
  expect(await page.getByTestId("digest").textContent()).toBe(resultOf(run).digest);
});

browserTest("scrubbing goes to any of 288 ticks: the ends are 00:00 and 23:55 local time", async () => {
  const page = await visit();
  await page.getByRole("slider", { name: "Time" }).focus();
  await page.keyboard.press("End");
  await until(clock).toBe("23:55");
  await page.keyboard.press("Home");
  await until(clock).toBe("00:00");
});

browserTest(
  "a searched element opens in the inspector, and its level is another at noon than at midnight",
  async () => {
    const page = await visit();
    await page.keyboard.press("Escape");
    await page.locator("main").focus();
    await page.keyboard.press("/");
    await page.keyboard.type("Ridge tower");
    await page.keyboard.press("Enter");
    await until(inspected).toBe("Ridge tower");
    const level = page.locator('#inspector dd[data-column="level_m"]');
    const before = await level.textContent();
    expect(before).toMatch(/^\d\.\d\d\u202fm$/);
    await page.getByRole("slider", { name: "Time" }).focus();
    for (let n = 0; n < 12; n++) await page.keyboard.press("PageUp");
    await until(() => level.textContent()).not.toBe(before);
  },
);

browserTest("a click on the twin picks what is drawn there", async () => {
  const page = await visit();
  await page.locator("#search").fill("");
  await page.getByRole("slider", { name: "Time" }).focus();
  await page.keyboard.press("Home"); // before the first alarm, whose mark could lie over the name looked for
  await page.locator("main").focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await until(inspected).toBe("Inspector");
  await page.keyboard.press("f"); // the search has flown to the tower
  const label = page.getByText("Hill primary 33/11 kV", { exact: true });
  await label.waitFor();
  const box = (await label.boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height + 10);
  await until(inspected).toMatch(/^Hill (primary|transformer)/);
});

browserTest("keys: 1 hides water, X opens the ground, space plays, ? explains, Tab walks, Esc lets go", async () => {
  const page = await visit();
  await page.locator("main").focus();
  await page.keyboard.press("1");
  await until(() => page.getByRole("checkbox", { name: /Water/ }).isChecked()).toBe(false);
  await page.keyboard.press("1");
  const xray = page.getByRole("slider", { name: "X-ray" });
  const before = await xray.getAttribute("aria-valuenow");
  await page.keyboard.press("x");
  await until(() => xray.getAttribute("aria-valuenow")).not.toBe(before);
  const at = await clock();
  await page.keyboard.press("Space");
  await until(clock).not.toBe(at);
  await page.keyboard.press("Space");
  const picked = await inspected();
  await page.keyboard.press("Tab");
  await until(inspected).not.toBe(picked);
  await page.keyboard.press("Escape");
  await until(inspected).toBe("Inspector");
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

browserTest("a question walks the utilities: what hangs on the quay primary is listed with its residents", async () => {
  const page = await visit();
  await page.locator("#search").fill("affected-by PRIMARY-quay");
  await page.locator("#search").press("Enter");
  const said = page.locator("#answers");
  await until(() => said.textContent()).toMatch(/power lost: \d+ buildings, \d+ residents/);
  await page.locator("#search").press("Escape");
});

browserTest("the table holds all elements, filters and sorts them", async () => {
  const page = await visit();
  await page.getByRole("button", { name: "Table" }).click();
  const count = DISTRICTS[DEFAULT_DISTRICT]!().elements.length;
  const grouped = String(count).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  await page.getByText(`${grouped}\u202felements`).waitFor();
  await page.getByRole("textbox", { name: "Filter" }).fill("hospital");
  await page.getByTestId("table").getByRole("button", { name: "Harbour Hospital" }).first().waitFor();
  await page.getByRole("button", { name: "3D" }).click();
});

browserTest("a kept run, run again, gives the same digest, and opens again as a replay", async () => {
  const page = await visit();
  await page.getByText("Kept on the server.").waitFor();
  const digest = await page.getByTestId("digest").textContent();
  await page.getByRole("button", { name: "Kept runs" }).click();
  const line = page.getByRole("row", { name: new RegExp(digest!) }).first();
  await line.getByRole("button", { name: "Check" }).click();
  await line.getByText("run again: the same digest").waitFor();
  await line.getByRole("button", { name: "Open" }).click();
  await page.getByText("Reopened from the kept runs.").waitFor();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByRole("slider", { name: "Time" }).focus();
  await page.keyboard.press("End");
  await until(clock).toBe("23:55");
  expect(await page.getByTestId("digest").textContent()).toBe(digest);
});

browserTest("a cancelled run says so, and the next run finds the digest again", async () => {
  const page = await visit();
  const digest = await page.getByTestId("digest").textContent();
  // both clicks inside the page, and the twin covered: a day is solved in less time than software draws a frame
  await page.getByRole("button", { name: "Table" }).click();
  await page.evaluate(async () => {
    const button = (text: string) => [...document.querySelectorAll("button")].find((b) => b.textContent === text);
    button("Run")?.click();
    while (!button("Cancel")) await new Promise((done) => setTimeout(done, 0));
    button("Cancel")?.click();
  });
  await page.getByText("Cancelled.").waitFor();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByTestId("run-result").waitFor();
  expect(await page.getByTestId("digest").textContent()).toBe(digest);
});

browserTest("the dark theme is kept for the next visit, and nothing was written to the console all along", async () => {
  const page = await visit();
  await page.getByRole("button", { name: "Dark theme" }).click();
  await page.reload();
  await page.getByTestId("first-run").waitFor();
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
  expect(errors).toEqual([]);
});

browserTest("without WebGL 2 the table carries the same elements and says why", async () => {
  const page = await openPage("/api/health");
  await page.addInitScript(() => {
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
      return kind.startsWith("webgl") ? null : Reflect.apply(real, this, [kind, ...rest]);
    } as typeof real;
  });
  await page.goto("/");
  await page.getByText("offers no WebGL 2").waitFor({ timeout: PATIENCE_MS });
  await page.getByRole("textbox", { name: "Filter" }).fill("Ridge tower");
  await page.getByTestId("table").getByRole("button", { name: "Ridge tower" }).first().waitFor();
  await page.context().close();
});
