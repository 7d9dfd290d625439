import type { Page } from "playwright-core";
import { afterAll, expect } from "vitest";
import { browserTest, openPage, PATIENCE_MS } from "../support/browser";
import { TOWN_INP } from "../support/town-files";

const until = (what: () => Promise<unknown>) => expect.poll(what, { timeout: PATIENCE_MS, interval: 100 });
const errors: string[] = [];
let opened: Promise<Page> | undefined;

/** One page for the whole file, as one visit: a small town from an EPANET file, in plan. */
function visit(): Promise<Page> {
  opened ??= (async () => {
    const page = await openPage("/", { viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (e) => errors.push(String(e)));
    await page.getByTestId("first-run").waitFor();
    await page.getByRole("button", { name: "Plan", exact: true }).click();
    const file = { name: "town.inp", mimeType: "application/octet-stream", buffer: Buffer.from(TOWN_INP) };
    await page.locator("#open-file").setInputFiles(file);
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Plan", exact: true }).click();
    return page;
  })();
  return opened;
}

afterAll(async () => {
  await (await opened)?.context().close();
});

const rowsOf = (page: Page, table: string) => page.getByRole("table", { name: table }).locator("tbody tr");
const textAt = async (id: string) => (await visit()).getByTestId(id).textContent();

browserTest(
  "W opens the water desk; before any run fire flow is that of the filed state, screened, then exact",
  async () => {
    const page = await visit();
    await page.locator("main").focus();
    await page.keyboard.press("w");
    await page.getByRole("button", { name: "Screen every place" }).click();
    await until(() => textAt("fire-flow-status")).toBe("3 junctions (no hydrants in the model) as filed");
    expect(await rowsOf(page, "Fire flow").first().textContent()).toContain("screened");
    await page.getByRole("button", { name: "Solve exactly" }).click();
    await until(() => textAt("fire-flow-status")).toContain("3 exact");
    await page.getByRole("searchbox", { name: "Filter places" }).fill("junction nobody has");
    await until(() => rowsOf(page, "Fire flow").count()).toBe(0);
    await page.getByRole("searchbox", { name: "Filter places" }).fill("");
  },
);

browserTest("arrows walk its tabs; age wants a run, and says so", async () => {
  const page = await visit();
  await page.getByRole("tab", { name: "Fire flow" }).focus();
  await page.keyboard.press("ArrowLeft");
  await until(() => page.getByRole("tab", { name: "Water age" }).getAttribute("aria-selected")).toBe("true");
  expect(await page.getByTestId("water-desk").textContent()).toContain("No values yet");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await until(() => page.getByTestId("water-desk").textContent()).toContain("Pick a pipe, a pump or a valve");
});

browserTest(
  "a picked main is shut off at the cursor, one stuck valve further, and becomes a branch that runs",
  async () => {
    const page = await visit();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByTestId("run-result").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("Water main P2");
    await page.keyboard.press("Enter");
    await page
      .getByRole("button", { name: "Isolate Water main P2" })
      .or(page.getByRole("button", { name: "Isolate P2" }))
      .click();
    await until(() => textAt("isolation-status")).toContain("2 valves to shut");
    expect(await textAt("isolation-status")).toMatch(/^P2 at 00:00: .*nobody loses water/);
    await page.getByRole("button", { name: "P2 does not shut" }).click();
    await until(() => textAt("isolation-status")).toContain("not shutting: P2");
    expect(await rowsOf(page, "Who loses water").count()).toBe(2);
    await page.getByRole("button", { name: "All valves shut" }).click();
    await until(() => textAt("isolation-status")).toContain("nobody loses water");
    await page.getByRole("button", { name: "Make it a branch" }).click();
    const form = page.getByRole("region", { name: "Branch" });
    expect(await form.getByLabel("Name").inputValue()).toBe("P2 shut off");
    await form.getByRole("button", { name: "Run the branch" }).click();
    await until(() => page.getByText("P2 shut off").count()).toBeGreaterThan(0);
    await page.getByTestId("run-result").waitFor();
    // in the branch the main is shut already
    await page.getByRole("button", { name: "Trace again at the cursor" }).click();
    await until(() => textAt("isolation-status")).toContain("shut off already");
    expect(await textAt("isolation-status")).toContain("at 00:00 of P2 shut off");
  },
);

browserTest("zones, metered areas and ages are read from the run on screen", async () => {
  const page = await visit();
  await page.getByRole("tab", { name: "Pressure zones" }).click();
  await page.getByRole("button", { name: "Find the zones" }).click();
  await until(() => rowsOf(page, "Pressure zones").count()).toBe(2);
  await page.getByRole("tab", { name: "Metered areas" }).click();
  await page.getByRole("button", { name: "Read from this run" }).click();
  await until(() => textAt("areas-status")).toContain("1 pressure zone with a demand");
  await rowsOf(page, "Metered areas").first().getByRole("button").click();
  await page.getByLabel("Service connections").fill("250");
  await page.keyboard.press("Enter");
  await until(() => page.getByLabel("Water balance").textContent()).toContain("Unavoidable losses");
  await page.getByRole("tab", { name: "Water age" }).click();
  await page.getByRole("button", { name: "Follow the water" }).click();
  await until(() => textAt("age-status")).toContain("5 nodes");
  await page.getByRole("slider", { name: "Time" }).focus();
  await page.keyboard.press("End");
  await until(() => rowsOf(page, "Water age").first().textContent()).toMatch(/\d\u202fh/);
  await page.keyboard.press("w");
  await until(() => page.getByTestId("water-desk").count()).toBe(0);
  expect(errors).toEqual([]);
});
