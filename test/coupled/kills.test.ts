import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { DISTRICTS, SCENARIOS } from "@/scenarios";
import { Random } from "@/sim-core/model/random";
import { spawnThread } from "@/sim-core/pool/node";
import { createPool } from "@/sim-core/pool/pool";
import type { RunJob } from "@/sim-core/pool/protocol";
import { seed, size } from "../support/size";

const root = join(import.meta.dirname, "../..");
const worker = join(root, "build/workers/worker.node.mjs");
const solvers = join(root, "public/solvers.wasm");

it("a worker killed at a random moment of Harbourside's day: the job ends with the same digest and every tick", async () => {
  const threads: Worker[] = [];
  const pool = createPool(1, WebAssembly.compile(readFileSync(solvers)), () => {
    const spawned = spawnThread(worker);
    threads.push(spawned.thread);
    return spawned;
  });
  const job: RunJob = {
    ...{ kind: "run", district: DISTRICTS.harbourside!(), scenario: SCENARIOS.heatwave!(), seed: 1 },
    ...{ frames: "display", keyframeTicks: 12, key: "day" },
  };
  const calm = await pool.submit(job).outcome;
  if (!calm.ok) throw new Error(calm.text);
  const random = new Random(seed(5));
  const kills = size(5, 100);
  const repeated: number[] = [];
  for (let k = 0; k < kills; k++) {
    // A third of the kills come before the first keyframe, some after the last slab.
    const after_ms = 250 * random.unit();
    const seen = new Float64Array(288);
    let isStarted = false;
    let resumedFrom = -1;
    const handle = pool.submit(job, {
      onLayout: () => {
        if (isStarted) return;
        isStarted = true;
        setTimeout(() => void threads.at(-1)!.terminate(), after_ms);
      },
      onSlab: ({ firstTick, tickCount }) => seen.fill(1, firstTick, firstTick + tickCount),
      onResume: (tick) => {
        resumedFrom = tick;
      },
    });
    const outcome = await handle.outcome;
    if (!outcome.ok) throw new Error(`kill ${k} after ${after_ms} ms: ${outcome.text}`);
    expect(outcome.result.digest).toBe(calm.result.digest);
    expect(outcome.result.events).toEqual(calm.result.events);
    expect(outcome.result.ledger).toEqual(calm.result.ledger);
    expect(seen.every((s) => s === 1)).toBe(true);
    if (resumedFrom >= 0) repeated.push(resumedFrom);
    // A kill that came after the end hits the idle worker: the next job finds another one.
    await new Promise((resolve) => setTimeout(resolve, 260 - after_ms));
  }
  console.log(
    `${kills} kills, ${repeated.length} while the job ran; resumed from ticks ${repeated.slice(0, 20).join(", ")}`,
  );
  expect(repeated.length).toBeGreaterThan(kills / 3);
  await pool.close();
}, 300_000);
