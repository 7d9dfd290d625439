import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openDatabase } from "../../app/_server/database";
import { Jobs } from "../../app/_server/jobs";
import { getRun, getRunBlocks, getRunInputs } from "../../app/_server/store";
import { DISTRICTS, SCENARIOS } from "../../scenarios";
import { openNodePool } from "../../sim-core/server";

const folder = mkdtempSync(join(tmpdir(), "crosscurrent-kept-"));
const db = openDatabase(join(folder, "runs.db"));
const pool = openNodePool(1, {
  worker: resolve("build/workers/worker.node.mjs"),
  solvers: resolve("public/solvers.wasm"),
});
const jobs = new Jobs(db, pool);
afterAll(async () => {
  await pool.close();
  await db.$disconnect();
  rmSync(folder, { recursive: true });
});

async function runToEnd(inputs: Parameters<Jobs["enqueue"]>[0]) {
  const id = await jobs.enqueue(inputs);
  await new Promise<void>((done) => {
    const end = jobs.watch(id, ({ status }) => (status === "queued" || status === "running" ? undefined : done()));
    if (!end) done();
  });
  const values = (await getRunBlocks(db, id)).flatMap((slab) => [...new Uint32Array(slab.values.buffer)]);
  return { id, run: (await getRun(db, id))!, values };
}

test("24 ticks of the heatwave on Harbourside, kept in SQLite and run again from there, have the same digest and bits", async () => {
  const [district, scenario] = [DISTRICTS.harbourside(), SCENARIOS.heatwave()];
  const first = await runToEnd({ district, scenario, seed: 5, ticks: 24 });
  expect(first.run).toMatchObject({ ticks: 24, digest: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(first.values).toHaveLength(24 * first.run.layout!.length);
  const again = await runToEnd((await getRunInputs(db, first.id))!);
  expect(again.run.digest).toBe(first.run.digest);
  expect(again.values).toEqual(first.values);
  const other = await runToEnd({ district, scenario, seed: 6, ticks: 24 });
  expect(other.run.digest).not.toBe(first.run.digest);
});
