import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, expect } from "vitest";
import { browserTest, openPage } from "../support/browser";
import { hasShared, shared } from "../support/shared";
import { TOWN_CASE, TOWN_INP } from "../support/town-files";

const PATIENCE_MS = 60_000;
const until = (what: () => Promise<unknown>) => expect.poll(what, { timeout: PATIENCE_MS, interval: 100 });
const errors: string[] = [];
let opened: Promise<Page> | undefined;

/** One page for the whole file, as one visit. */
function visit(): Promise<Page> {
  opened ??= (async () => {
    const page = await openPage("/", { viewport: { width: 1440, height: 900 }, acceptDownloads: true });
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (e) => errors.push(String(e)));
    await page.getByTestId("first-run").waitFor();
    // the flat views draw faster than software WebGL, and hold the same
    await page.getByRole("button", { name: "Plan", exact: true }).click();
    return page;
  })();
  return opened;
}

afterAll(async () => {
  await (await opened)?.context().close();
});

const district = async () => (await visit()).locator("h1 span").textContent();
const inspected = async () => (await visit()).locator("#inspector h2").textContent();

/** What the picker does, without the system's own window, which wants a quick machine. */
async function pick(name: string, text: string | Buffer): Promise<void> {
  const page = await visit();
  const buffer = typeof text === "string" ? Buffer.from(text) : text;
  await page.locator("#open-file").setInputFiles({ name, mimeType: "application/octet-stream", buffer });
  await page.getByRole("dialog").waitFor();
}

async function goOn(): Promise<void> {
  const page = await visit();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

async function run(): Promise<void> {
  const page = await visit();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByTestId("run-result").waitFor();
}

browserTest("O asks for a file", async () => {
  const page = await visit();
  await page.evaluate(() =>
    document.getElementById("open-file")?.addEventListener(
      "click",
      (e) => {
        e.preventDefault();
        document.body.dataset.asked = "yes";
      },
      { once: true },
    ),
  );
  await page.locator("main").focus();
  await page.keyboard.press("o");
  await until(() => page.evaluate(() => document.body.dataset.asked)).toBe("yes");
});

browserTest("an EPANET file opens, reports line by line, runs as filed and is scrubbed to its end", async () => {
  const page = await visit();
  await pick("town.inp", TOWN_INP);
  const dialog = page.getByRole("dialog");
  expect(await dialog.textContent()).toContain("3 junctions, 1 reservoir, 1 tank, 4 pipes, 1 pump");
  await dialog.getByRole("button", { name: /^Not used/ }).click();
  expect(await dialog.textContent()).toContain("Chlorine");
  await goOn();
  expect(await district()).toContain("town");
  await run();
  expect(await page.getByTestId("run-result").textContent()).not.toContain("did not settle");
  await page.getByRole("slider", { name: "Time" }).focus();
  await page.keyboard.press("End");
  await until(() => page.getByTestId("clock").textContent()).toBe("23:55");
});

browserTest("on the twin of an opened file the wheel still comes nearer", async () => {
  const page = await visit();
  await page.getByRole("button", { name: "3D", exact: true }).click();
  const twin = page.getByTestId("twin").locator("canvas");
  await twin.waitFor();
  const box = (await twin.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const picture = async () => (await page.screenshot({ clip: box })).toString("base64");
  let before = await picture();
  await until(async () => {
    const now = await picture();
    const isStill = now === before;
    before = now;
    return isStill;
  }).toBe(true);
  await until(async () => {
    await page.mouse.wheel(0, -400);
    return (await picture()) !== before;
  }).toBe(true);
  await page.getByRole("button", { name: "Plan", exact: true }).click();
});

browserTest("its table sorts any recorded quantity: levels of the one tank, flows of five links", async () => {
  const page = await visit();
  await page.getByRole("button", { name: "Table" }).click();
  const choose = async (what: string) => {
    await page.getByRole("combobox", { name: "Quantity" }).click();
    await page.getByRole("option", { name: what, exact: true }).click();
  };
  await choose("Flow");
  await until(() => page.getByTestId("table").locator("tbody tr").count()).toBe(5);
  await choose("Level");
  await until(() => page.getByTestId("table").locator("tbody tr").count()).toBe(1);
  await page.getByRole("button", { name: "Plan", exact: true }).click();
});

browserTest("CSV, GeoJSON and INP come as downloads, and the INP opens again as the same network", async () => {
  const page = await visit();
  const texts = new Map<string, string>();
  const folder = mkdtempSync(join(tmpdir(), "crosscurrent-files-"));
  for (const what of ["CSV", "GeoJSON", "INP", "INP at the cursor"]) {
    await page.getByRole("button", { name: /^District/ }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: new RegExp(`^${what}( (the|elements|map|steady)|$)`) }).click();
    // the browser may sit elsewhere: only a copy of its file can be read
    const copy = join(folder, (await download).suggestedFilename());
    await (await download).saveAs(copy);
    texts.set(what, readFileSync(copy, "utf8"));
  }
  expect(texts.get("CSV")).toMatch(/^id,kind,name,owner,from,to,/);
  expect(JSON.parse(texts.get("GeoJSON")!).features.length).toBeGreaterThan(8);
  expect(texts.get("INP at the cursor")).toContain("[PIPES]");
  rmSync(folder, { recursive: true });
  await pick("again.inp", texts.get("INP")!);
  expect(await page.getByRole("dialog").textContent()).toContain("3 junctions, 1 reservoir, 1 tank, 4 pipes, 1 pump");
  await goOn();
});

browserTest("a broken file names file, line, element, got and wanted, and what is on screen stays", async () => {
  const page = await visit();
  const before = await district();
  const broken = TOWN_INP.replace("500  200  120", "500  wide  120");
  const line = broken.split("\n").findIndex((l) => l.includes("wide")) + 1;
  await pick("broken.inp", broken);
  const alert = page.getByRole("dialog").getByRole("alert");
  expect(await alert.textContent()).toContain("Not opened: 1 error");
  const row = page.getByRole("dialog").getByRole("row", { name: /error/ }).first();
  expect(await row.textContent()).toMatch(new RegExp(`${line}.*P1.*got wide; wanted a number`));
  await goOn();
  expect(await district()).toBe(before);
});

browserTest("rubbish of every kind is refused by name: nothing, a picture, a broken gzip, half a JSON", async () => {
  const page = await visit();
  const before = await district();
  const files: [string, string | Buffer][] = [
    ["empty.inp", ""],
    ["picture.png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3])],
    ["packed.inp.gz", Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5])],
    ["half.json", '{"format":"crosscurrent-district/1","elements":['],
    ["loop.m", "while true\nend\n"],
  ];
  for (const [name, text] of files) {
    await pick(name, text);
    await until(() => page.getByRole("dialog").getByRole("heading").textContent()).toBe(
      name.replace(/\.gz$/, "") === "packed.inp" ? name : name,
    );
    expect(await page.getByRole("dialog").getByRole("alert").textContent()).toContain("Not opened");
    await goOn();
    expect(await district()).toBe(before);
  }
});

browserTest("a file dropped anywhere on the page opens: a MATPOWER case stands as a single-line diagram", async () => {
  const page = await visit();
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "town.m"));
    for (const type of ["dragenter", "dragover", "drop"])
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
  }, TOWN_CASE);
  await page.getByRole("dialog").waitFor();
  expect(await page.getByRole("dialog").textContent()).toContain("4 buses");
  await goOn();
  await page.getByTestId("diagram").waitFor();
  await run();
  await page.getByRole("button", { name: "Voltage profile" }).click();
  const summary = page.getByTestId("profile-summary");
  await until(() => summary.textContent()).toMatch(/Lowest \d+\.\d\u202f%/);
  expect(await summary.textContent()).toMatch(/Bus bus 3/);
});

browserTest("arrows walk the diagram, and a click where the walk stands picks the same element", async () => {
  const page = await visit();
  await page.locator("main").focus();
  await page.keyboard.press("Escape");
  for (let n = 0; n < 4; n++) await page.keyboard.press("ArrowDown");
  const marker = page.getByTestId("diagram-marker");
  await marker.waitFor();
  const name = await inspected();
  expect(await marker.textContent()).toContain(name!);
  const [x, y] = [Number(await marker.getAttribute("data-x")), Number(await marker.getAttribute("data-y"))];
  await page.keyboard.press("Escape");
  await until(inspected).toBe("Inspector");
  const box = (await page.getByTestId("diagram").boundingBox())!;
  await page.mouse.click(box.x + x, box.y + y);
  await until(inspected).toBe(name);
});

browserTest(
  "Harbourside comes back, with its single-line diagram, feeder table, 119 outages and transformer temperatures",
  async () => {
    const page = await visit();
    await page.getByRole("button", { name: /^District/ }).click();
    await page.getByRole("menuitem", { name: "Back to Harbourside" }).click();
    await until(district).toBe("Harbourside");
    await page.getByRole("button", { name: "Schematic" }).click();
    await run();
    await page.getByRole("button", { name: "Feeders", exact: true }).click();
    await until(() => page.getByRole("table", { name: "Feeders" }).getAttribute("aria-rowcount")).toBe("14");
    await page.getByRole("table", { name: "Feeders" }).getByRole("button", { name: "Quay feeder 5" }).click();
    await page.getByTestId("profile-summary").waitFor();
    expect(await page.getByRole("combobox", { name: "Feeder" }).textContent()).toContain("Quay feeder 5");
    await page.getByRole("button", { name: "N-1" }).click();
    await page.getByRole("button", { name: "Study every outage" }).click();
    await page.getByRole("button", { name: "Study again at the cursor" }).and(page.locator(":enabled")).waitFor();
    await until(() => page.getByRole("table", { name: "Outages" }).getAttribute("aria-rowcount")).toBe("119");
    await page.getByRole("button", { name: "Transformers" }).click();
    await until(() => page.getByRole("table", { name: "Transformers" }).getAttribute("aria-rowcount")).not.toBe("0");
  },
);

const townTest = hasShared ? browserTest : browserTest.skip;
townTest("L-TOWN opens, runs its week and is drawn", async () => {
  const page = await visit();
  await pick("L-TOWN.inp", readFileSync(shared("reference/water/L-TOWN.inp")));
  expect(await page.getByRole("dialog").textContent()).toContain("905 pipes");
  await goOn();
  await page.getByRole("button", { name: "Plan", exact: true }).click();
  await run();
  await page.getByRole("slider", { name: "Time" }).focus();
  await page.keyboard.press("End");
  await until(() => page.getByTestId("clock").textContent()).toBe("23:55");
});

browserTest("no script failed all along", () => {
  expect(errors).toEqual([]);
});
