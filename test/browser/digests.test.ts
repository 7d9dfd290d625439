import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { beforeAll, expect } from "vitest";
import { DEFAULT_DISTRICT, DISTRICTS, SCENARIOS } from "@/scenarios";
import { openNodePool } from "@/sim-core/pool/node";
import type { JobOutcome, Pool } from "@/sim-core/pool/protocol";
import { browser, browserTest } from "../support/browser";
import { size } from "../support/size";

const root = join(import.meta.dirname, "../..");
const files = { worker: join(root, "build/workers/worker.node.mjs"), solvers: join(root, "public/solvers.wasm") };
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
/** Two hours at landing, the whole day in the full run. */
const TICKS = size(24, 288);
const ORIGIN = "http://pool.test";
const PAGE = `<!doctype html><title>pool</title><script type="module">
import { openPool } from "/pool.js";
window.openPool = openPool;
</script>`;

/** One file for a browser, as a bundler makes it. */
async function bundled(entry: string): Promise<string> {
  const made = await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  return made.outputFiles[0]!.text;
}

const said = (outcomes: readonly JobOutcome[]) =>
  outcomes.map((o) => (o.ok ? o.result.digest : `${o.reason}: ${o.text}`));

let inNode: string[];
beforeAll(async () => {
  const pool = openNodePool(2, files);
  const district = DISTRICTS[DEFAULT_DISTRICT]!();
  const scenario = SCENARIOS.heatwave!();
  const jobs = SEEDS.map((seed) =>
    pool.submit({ kind: "run", district, scenario, seed, ticks: TICKS, frames: "none" }),
  );
  inNode = said(await Promise.all(jobs.map((job) => job.outcome)));
  await pool.close();
});

for (const workers of [1, 2])
  browserTest(
    `the heatwave on Harbourside has in Chromium, on ${workers} worker(s), the 8 digests of Node`,
    async () => {
      const context = await (await browser()).newContext();
      const [page_js, worker_js] = await Promise.all([
        bundled("sim-core/pool/browser.ts"),
        bundled("sim-core/pool/worker.ts"),
      ]);
      const answers: Record<string, [type: string, body: string | Buffer]> = {
        "/": ["text/html", PAGE],
        "/pool.js": ["text/javascript", page_js],
        // The bundler of the app rewrites this address; here it is answered as it stands.
        "/worker.ts": ["text/javascript", worker_js],
        "/solvers.wasm": ["application/wasm", readFileSync(files.solvers)],
      };
      await context.route(`${ORIGIN}/**`, (route) => {
        const found = answers[new URL(route.request().url()).pathname];
        return found
          ? route.fulfill({ contentType: found[0], body: found[1] })
          : route.fulfill({ status: 404, body: "" });
      });
      const page = await context.newPage();
      await page.goto(`${ORIGIN}/`);
      const outcomes = await page.evaluate(
        async ({ workers, seeds, ticks, district, scenario }) => {
          const { openPool } = window as unknown as { openPool: (size: number) => Pool };
          const pool = openPool(workers);
          const all = await Promise.all(
            seeds.map((seed) => pool.submit({ kind: "run", district, scenario, seed, ticks, frames: "none" }).outcome),
          );
          await pool.close();
          return all;
        },
        {
          workers,
          seeds: SEEDS,
          ticks: TICKS,
          district: DISTRICTS[DEFAULT_DISTRICT]!(),
          scenario: SCENARIOS.heatwave!(),
        },
      );
      expect(said(outcomes)).toEqual(inNode);
      expect(new Set(inNode).size).toBe(SEEDS.length);
      expect(inNode.every((digest) => /^[0-9a-f]{32}$/.test(digest))).toBe(true);
      await context.close();
    },
  );
