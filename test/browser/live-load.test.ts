import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { harbourside } from "../../scenarios/districts/harbourside";
import { browser, browserTest } from "../support/browser";
import { Bench, hasMosquitto, loadBridge, mosquittoOn, until } from "../support/live";
import { startServer, type TestServer } from "../support/server";
import { size } from "../support/size";

const RATE = 10_000;
const SECONDS = size(5, 60);
const bench = new Bench();
let server: TestServer | undefined;
afterAll(async () => {
  await bench.close();
  await server?.close();
});

interface Seen {
  received: number;
  /** From publishing to the end of the page's own work on a value, and to the end of the frame drawn after it. */
  readonly handled_ms: number[];
  readonly drawn_ms: number[];
}

/** In the page: looks at the workbench's own stream, after the workbench did. */
function watchStream(): void {
  const seen: Seen = { received: 0, handled_ms: [], drawn_ms: [] };
  Object.assign(window, { seen });
  window.EventSource = class extends window.EventSource {
    constructor(url: string | URL, options?: EventSourceInit) {
      super(url, options);
      this.addEventListener("values", (event) => {
        const { tag, tags, time } = JSON.parse(event.data) as { tag: number[]; tags: string[]; time: number[] };
        const sent = time.filter((_, k) => !tags[tag[k]!]!.startsWith("@"));
        seen.received += sent.length;
        const note = (list: number[]) => {
          const now = Date.now();
          for (const t of sent) list.push(now - t);
        };
        setTimeout(() => note(seen.handled_ms)); // the page's own listener comes after this one, in the same task
        requestAnimationFrame(() => setTimeout(() => note(seen.drawn_ms)));
      });
    }
  };
}

const spread = (values: number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))];
  return { median: at(0.5), p99: at(0.99), worst: at(1) };
};

(hasMosquitto ? browserTest : browserTest.skip)(
  `${RATE} values a second over MQTT for ${SECONDS} s come to the page, all of them, and it stays usable`,
  async () => {
    server = await startServer();
    const { url, data } = server;
    const { port } = await mosquittoOn(bench);
    await fetch(`${url}/api/telemetry/ingest`, { method: "POST", body: "x" }); // makes the token
    const tags = harbourside().tags;
    const config = loadBridge(bench, tags, { url, token: join(data, "bridge.token"), port });
    bench.cli("bridge", ["bridge", "--config", config]);
    await until("the bridge", () => bench.said.get("bridge")!.join("").includes("up"));

    const page = await (await (await browser()).newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    await page.addInitScript(watchStream);
    await page.goto(url);
    await page.getByTestId("first-run").waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Table", exact: true }).click();
    await page.getByRole("button", { name: "Live", exact: true }).click();
    await page.getByRole("button", { name: "How the live values stand" }).waitFor({ timeout: 60_000 });
    const publisher = [
      `mqtt://127.0.0.1:${port}`,
      String(RATE),
      String(SECONDS),
      JSON.stringify(tags.map((t) => t.id)),
    ];
    bench.start("publisher", process.execPath, ["test/support/live-publisher.mjs", ...publisher, "list"]);
    const said = await until("the publisher", () => bench.said.get("publisher")!.join("") || undefined, SECONDS + 60);
    const { sent, seconds } = JSON.parse(said);
    const seen = () => page.evaluate(() => (window as unknown as { seen: Seen }).seen);
    await until("the page to have it all", async () => (await seen()).received >= sent);
    const { received, handled_ms, drawn_ms } = await seen();
    const heap_MB = await page.evaluate(
      () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 1e6,
    );
    console.log(
      JSON.stringify({
        ...{ sent, received, rate: Math.round(sent / seconds), heap_MB: Math.round(heap_MB) },
        ...{ handled_ms: spread(handled_ms), drawn_ms: spread(drawn_ms) },
      }),
    );
    expect(received).toBe(sent);
    expect(await page.getByRole("button", { name: "Live", exact: true }).getAttribute("aria-pressed")).toBe("true");
    await page.context().close();
  },
  (SECONDS + 180) * 1000,
);
