import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DISTRICTS } from "@/scenarios";
import { openNodePool, spawnThread } from "@/sim-core/pool/node";
import { createPool } from "@/sim-core/pool/pool";
import type { Pool, RunJob, Slab } from "@/sim-core/pool/protocol";
import { district, element, scenario } from "../support/district";

const root = join(import.meta.dirname, "../..");
const files = { worker: join(root, "build/workers/worker.node.mjs"), solvers: join(root, "public/solvers.wasm") };

const houses = Array.from({ length: 40 }, (_, i) =>
  element(`H${i}`, "building", { grossArea_m2: 500 + 10 * i, people: 20, electric_W: 3000, acShare_1: 0.6 }),
);
const job = (seed: number, more: Partial<RunJob> = {}): RunJob => {
  return { kind: "run", district: district(houses), scenario: scenario(), seed, frames: "none", ...more };
};
/** Long enough that it never ends by itself within a test. */
const endless = (seed: number) =>
  job(seed, { scenario: scenario({ duration_s: 86_400 * 10_000 }), keyframeTicks: Number.MAX_SAFE_INTEGER });

async function digests(pool: Pool, seeds: readonly number[]): Promise<string[]> {
  const outcomes = await Promise.all(seeds.map((seed) => pool.submit(job(seed)).outcome));
  return outcomes.map((outcome) => (outcome.ok ? outcome.result.digest : outcome.text));
}

describe("pool", () => {
  let two: Pool;
  beforeAll(() => {
    two = openNodePool(2, files);
  });
  afterAll(() => two.close());

  it("a long question that is told to stop answers with what it has, one that waits rejects, and the worker goes on", async () => {
    const one = openNodePool(1, files);
    const asked = { district: DISTRICTS.harbourside!(), at: null, isExact: true };
    const [running, waiting] = [new AbortController(), new AbortController()];
    let rows = 0;
    const first = one.ask("fireFlow", asked, (part) => (rows += part.length), running.signal);
    const second = one.ask("fireFlow", asked, undefined, waiting.signal);
    waiting.abort();
    await expect(second).rejects.toThrow("cancelled");
    running.abort();
    const answer = await first.catch((error: Error) => error.message);
    // before the worker was ready there is nothing to answer with
    if (typeof answer === "string") expect(answer).toBe("cancelled");
    else expect(answer.failure).toBe("");
    expect(rows).toBeLessThanOrEqual(126);
    const again = await one.ask("fireFlow", asked);
    expect(again).toMatchObject({ failure: "", exact: 63, isCancelled: false });
    await one.close();
  });

  it("6 seeds have the same 6 digests on one worker and on two", async () => {
    const one = openNodePool(1, files);
    const seeds = [1, 2, 3, 4, 5, 6];
    const [first, second] = await Promise.all([digests(one, seeds), digests(two, seeds)]);
    await one.close();
    expect(new Set(first).size).toBe(6);
    expect(second).toEqual(first);
  });

  it("display slabs hold every tick once, in order, and progress ends at 1", async () => {
    const slabs: Slab[] = [];
    const shares: number[] = [];
    let length = 0;
    const { outcome } = two.submit(job(1, { frames: "display" }), {
      onLayout: (layout) => {
        length = layout.length;
      },
      onSlab: (slab) => slabs.push(slab),
      onProgress: (share) => shares.push(share),
    });
    expect((await outcome).ok).toBe(true);
    let next = 0;
    for (const slab of slabs) {
      expect(slab.firstTick).toBe(next);
      expect(slab.values.length).toBe(slab.tickCount * length);
      next += slab.tickCount;
    }
    expect(next).toBe(288);
    expect(shares.at(-1)).toBe(1);
  });

  it("a running job and a waiting job are cancelled within 2 s; the pool goes on", async () => {
    const running = [two.submit(endless(1)), two.submit(endless(2))];
    const waiting = two.submit(endless(3));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const from = performance.now();
    for (const handle of [waiting, ...running]) handle.cancel();
    const outcomes = await Promise.all([...running, waiting].map((handle) => handle.outcome));
    expect(outcomes.map((o) => (o.ok ? "ok" : o.reason))).toEqual(["cancelled", "cancelled", "cancelled"]);
    expect(performance.now() - from).toBeLessThan(2000);
    expect((await two.submit(job(1)).outcome).ok).toBe(true);
  });

  it("a bad district comes back as a list of Issues, not as a crash", async () => {
    const rules = [{ id: "R", owner: "city", kind: "magic", target: "H0", parameters: {} }];
    const outcome = await two.submit(job(1, { district: district(houses, { rules }) })).outcome;
    expect(outcome).toMatchObject({ ok: false, reason: "invalid" });
    if (!outcome.ok) expect(outcome.issues[0]!.code).toBe("unknownRuleKind");
  });
});

it("a worker killed in mid-job is replaced, and its job goes on from the last keyframe to the same digest", async () => {
  const threads: Worker[] = [];
  const pool = createPool(1, WebAssembly.compile(readFileSync(files.solvers)), () => {
    const spawned = spawnThread(files.worker);
    threads.push(spawned.thread);
    return spawned;
  });
  const long = job(1, { scenario: scenario({ duration_s: 86_400 * 40 }), keyframeTicks: 100 });
  const calm = await pool.submit(long).outcome;
  const resumed: number[] = [];
  let keyframes = 0;
  const doomed = pool.submit(long, {
    onKeyframe: () => {
      if (++keyframes === 3) void threads[0]!.terminate();
    },
    onResume: (tick) => resumed.push(tick),
  });
  const after = pool.submit(job(5));
  const outcome = await doomed.outcome;
  expect(threads.length).toBe(2);
  expect(resumed.length).toBe(1);
  expect(resumed[0]).toBeGreaterThanOrEqual(300);
  expect(outcome.ok && calm.ok && outcome.result.digest === calm.result.digest).toBe(true);
  const next = await after.outcome;
  expect(next.ok && next.result.ticks).toBe(288);
  await pool.close();
});

it("a job over which three workers die without getting on is reported as crashed; the next one is right", async () => {
  const threads: Worker[] = [];
  const pool = createPool(1, WebAssembly.compile(readFileSync(files.solvers)), () => {
    const spawned = spawnThread(files.worker);
    threads.push(spawned.thread);
    return spawned;
  });
  const kill = () => setTimeout(() => void threads.at(-1)!.terminate(), 300);
  kill();
  const { outcome } = pool.submit(endless(1), { onResume: kill });
  expect(await outcome).toMatchObject({ ok: false, reason: "crashed" });
  expect(threads.length).toBe(4);
  expect((await pool.submit(job(1)).outcome).ok).toBe(true);
  await pool.close();
});
