import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openDatabase } from "../../../app/_server/database";
import { Jobs, type Progress } from "../../../app/_server/jobs";
import { closeCutOffRuns, getRun, getRunBlocks, getRunInputs, saveRun } from "../../../app/_server/store";
import { openNodePool } from "../../../sim-core/server";
import { tinyDistrict, tinyScenario } from "../../support/runs";

const folder = mkdtempSync(join(tmpdir(), "crosscurrent-jobs-"));
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

const inputs = { scenario: tinyScenario(), district: tinyDistrict(), seed: 3, ticks: 3 };

function untilOver(id: string): Promise<Progress[]> {
  return new Promise((resolve) => {
    const seen: Progress[] = [];
    jobs.watch(id, (progress) => {
      seen.push(progress);
      if (["done", "failed", "cancelled"].includes(progress.status)) resolve(seen);
    });
  });
}

test("a run on the server is recorded with its digest, and its kept inputs give the same digest again", async () => {
  const first = await jobs.enqueue(inputs);
  expect((await untilOver(first)).map((p) => p.status)).toEqual(expect.arrayContaining(["queued", "done"]));
  const run = await getRun(db, first);
  expect(run?.failure).toBeNull();
  expect(run).toMatchObject({
    status: "done",
    source: "server",
    ticks: 3,
    digest: expect.stringMatching(/^[0-9a-f]{16,}$/),
  });
  const ticks = (await getRunBlocks(db, first)).reduce((sum, slab) => sum + slab.tickCount, 0);
  expect(ticks).toBe(3);
  const again = await jobs.enqueue((await getRunInputs(db, first))!);
  await untilOver(again);
  expect((await getRun(db, again))?.digest).toBe(run!.digest);
});

test("a run of 1e6 ticks cancelled while it runs, and one cancelled while it waits, say so", async () => {
  const ticks = 1_000_000;
  const long = { ...inputs, ticks, scenario: { ...tinyScenario(), duration_s: ticks * 300 } };
  const [running, waiting] = [await jobs.enqueue(long), await jobs.enqueue(inputs)];
  await jobs.cancel(waiting);
  expect(await getRun(db, waiting)).toMatchObject({ status: "cancelled", digest: null });
  await jobs.cancel(running);
  expect(await getRun(db, running)).toMatchObject({ status: "cancelled", digest: null });
  expect(jobs.watch(running, () => {})).toBeUndefined();
});

test("what a server left running when it ended is failed at the next start, with the reason", async () => {
  const id = await saveRun(db, { ...inputs, engineHash: "e", source: "server", status: "running" });
  expect(await closeCutOffRuns(db)).toBe(1);
  expect(await getRun(db, id)).toMatchObject({ status: "failed", failure: "the server ended before the run did" });
});
