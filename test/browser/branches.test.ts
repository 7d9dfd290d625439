import type { Page } from "playwright-core";
import { afterAll, expect } from "vitest";
import { browserTest, openWatched, PATIENCE_MS } from "../support/browser";

const errors: string[] = [];
let opened: Promise<Page> | undefined;

/** One visit, in the table: the twin's software rendering would only slow it down. 4 MB of history: half a day. */
function visit(): Promise<Page> {
  opened ??= openWatched("/?historyMB=4", {}, errors);
  return opened;
}

afterAll(async () => {
  await (await opened)?.context().close();
});

const until = (what: () => Promise<unknown>) => expect.poll(what, { timeout: PATIENCE_MS, interval: 50 });
const digest = async () => (await visit()).getByTestId("digest").textContent();
const clock = async () => (await visit()).getByTestId("clock").textContent();
/** The line of a run in the tree. */
const line = async (name: string) =>
  (await visit()).getByTestId("run-tree").getByRole("listitem").filter({ hasText: name });

async function goTo(time: string): Promise<void> {
  const page = await visit();
  await page.getByRole("slider", { name: "Time" }).focus();
  const [hours, minutes] = time.split(":").map(Number) as [number, number];
  const ticks = hours * 12 + minutes / 5;
  const fromEnd = 287 - ticks;
  const [end, leap, arrow, away] =
    ticks < fromEnd ? ["Home", "PageUp", "ArrowRight", ticks] : (["End", "PageDown", "ArrowLeft", fromEnd] as const);
  await page.keyboard.press(end);
  for (let n = 0; n < Math.floor(away / 10); n++) await page.keyboard.press(leap);
  for (let n = 0; n < away % 10; n++) await page.keyboard.press(arrow);
  await until(clock).toBe(time);
}

let parent: string | null = null;
let child: string | null = null;

browserTest("ticks that had to go are simulated again when the cursor comes, and show the same values", async () => {
  const page = await visit();
  await page.getByRole("button", { name: "Table" }).click();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByTestId("run-result").waitFor();
  parent = await digest();
  await page.getByText("Kept on the server.").waitFor();
  await page.getByRole("textbox", { name: "Filter" }).fill("Ridge tower");
  const level = () => page.getByTestId("table").getByRole("row").nth(1).textContent();
  await goTo("23:00");
  await until(level).not.toMatch(/–/);
  const late = await level();
  await goTo("04:00");
  await until(level).not.toBe(late);
  await until(level).not.toMatch(/–/);
  const early = await level();
  await goTo("23:00");
  await until(level).toBe(late);
  await goTo("04:00");
  await until(level).toBe(early);
  const times = await page.evaluate(() => performance.getEntriesByName("refill").map((e) => e.duration));
  expect(times.length).toBeGreaterThan(0);
});

browserTest(
  "B opens the form at the cursor; rubbish is refused in words, and the branch runs from 13:40 on",
  async () => {
    const page = await visit();
    await goTo("13:40");
    await page.locator("main").focus();
    await page.keyboard.press("b");
    const form = page.getByRole("region", { name: "Branch" });
    await form.getByRole("combobox", { name: "Element" }).fill("zzz");
    await form.getByText("Nothing of that name can change within a run").waitFor();
    await form.getByRole("combobox", { name: "Element" }).fill("quay transformer 2");
    await page.keyboard.press("Enter");
    const at = form.getByRole("textbox", { name: "At" });
    expect(await at.inputValue()).toBe("13:40");
    for (const [typed, said] of [
      ["noon", "is no time"],
      ["25:00", "is no time"],
      ["12:00", "lies before 13:40, where the branch begins"],
    ] as const) {
      await at.fill(typed);
      await form.getByText(said).waitFor();
    }
    await page.keyboard.press("Enter"); // does not run with what makes no sense
    await form.getByRole("alert").waitFor();
    await at.fill("14:00");
    await form.getByRole("textbox", { name: "Name" }).fill("Transformer out");
    await page.keyboard.press("Enter");
    await until(async () => (await line("Transformer out")).textContent()).toMatch(
      /from 13:40, 1.Change.*valid.*closes/,
    );
    child = await digest();
    expect(child).not.toBe(parent);
    await page.getByText(/1[23]\d.ticks/).waitFor();
  },
);

browserTest("Ctrl Z takes the Change back to the parent's digest, Ctrl Shift Z does it again", async () => {
  const page = await visit();
  await page.locator("main").focus();
  await page.keyboard.press("Control+z");
  await until(digest).toBe(parent);
  await until(async () => (await line("Transformer out")).textContent()).toMatch(/no Change/);
  await page.keyboard.press("Control+Shift+z");
  await until(digest).toBe(child);
});

browserTest("compared with its parent, the other transformer carries twice as much, since 14:00", async () => {
  const page = await visit();
  await page.locator("main").focus();
  await page.keyboard.press("c");
  await page.getByRole("group", { name: "View" }).getByRole("button", { name: "B − A" }).click();
  await until(() => page.getByTestId("verdict").textContent()).toMatch(
    /rows differ, the first at 14:00, over 288.ticks/,
  );
  const first = page.getByTestId("differences").getByRole("row").nth(1);
  await until(() => first.textContent()).toMatch(/^Quay transformer 1.*\+\d\d\.\d.%.*14:00$/);
  await page.getByTestId("events-apart").getByText("Quay transformer 2: opened").waitFor();
  await first.getByRole("button").click();
  await until(() => page.locator("#inspector h2").textContent()).toBe("Quay transformer 1");
  await until(() => page.locator('#inspector dd[data-column="loading_1"]').textContent()).toMatch(/%.*\(A: .*%\)/);
  await page.getByTestId("compare").getByRole("button", { name: "Swap" }).click();
  await until(digest).toBe(parent);
  await page.getByTestId("compare").getByRole("button", { name: "Swap" }).click();
  await until(digest).toBe(child);
});

browserTest("the ledger closes, account by account, and its worst tick is one click away", async () => {
  const page = await visit();
  await page.getByTestId("books").click();
  const books = page.getByTestId("ledger");
  const rows = await books.getByRole("row").allTextContents();
  for (const account of ["Electricity", "Gas", "Heat", "Cold", "Water", "Energy ports"])
    expect(rows.find((r) => r.startsWith(account))).toMatch(/closes$/);
  const worst = books.getByRole("button", { name: "Go to the worst tick of electricity" });
  const time = await worst.textContent();
  await worst.click();
  await until(clock).toBe(time);
});

browserTest("the tree is kept: after a reload the run opens with its branch, both digests and its Change", async () => {
  const page = await visit();
  await page.getByText("Kept on the server.").waitFor();
  await page.reload();
  await page.getByTestId("first-run").waitFor();
  await page.getByRole("button", { name: "Table" }).click();
  await page.getByRole("button", { name: "Kept runs" }).click();
  const kept = page.getByRole("row", { name: new RegExp(parent!) }).first();
  await until(() => kept.textContent()).toMatch(/1.branch/);
  await kept.getByRole("button", { name: "Open" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await until(digest).toBe(parent);
  await (await line("Transformer out"))
    .getByRole("button", { name: /Transformer out/ })
    .first()
    .click();
  await until(digest).toBe(child);
  await page.getByTestId("run-tree").getByText("Quay transformer 2: opened").waitFor();
});

browserTest(
  "a reopened branch is changed on: one more Change, undone again, gives its digest; then it is deleted",
  async () => {
    const page = await visit();
    await goTo("18:00");
    await page.locator("main").focus();
    await page.keyboard.press("b");
    const form = page.getByRole("region", { name: "Branch" });
    await form.getByRole("combobox", { name: "Element" }).fill("High-lift pump 1");
    await page.keyboard.press("Enter");
    await form.getByRole("button", { name: "Change and run" }).click();
    await until(digest).not.toBe(child);
    await until(async () => (await line("Transformer out")).textContent()).toMatch(/2.Changes.*valid/);
    await page.getByTestId("run-tree").getByRole("button", { name: "Undo" }).click();
    await until(digest).toBe(child);
    await (await line("Transformer out")).getByRole("button", { name: "Delete Transformer out" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await until(digest).toBe(parent);
    expect(errors).toEqual([]);
  },
);
