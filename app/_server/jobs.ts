import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { PrismaClient } from "@/prisma/generated/client";
import { issueText, type JobHandle, type JobOutcome, openNodePool, type Pool } from "@/sim-core/server";
import { RequestError } from "./answer";
import { database, projectRoot } from "./database";
import { engineHash } from "./engine";
import { type RunInputs, type RunStatus, saveBlock, saveLayout, saveRun, updateRun } from "./store";

export interface Progress {
  readonly status: RunStatus;
  readonly share_1: number;
}

interface Task {
  readonly handle: JobHandle;
  progress: Progress;
  readonly watchers: Set<(progress: Progress) => void>;
  /** When its outcome is written. */
  readonly over: Promise<void>;
}

const MOST_WAITING = 200;

/** Runs on the server: queued to the pool, recorded while they go, watched by whoever asks. A route never computes. */
export class Jobs {
  private readonly tasks = new Map<string, Task>();

  constructor(
    private readonly db: PrismaClient,
    private readonly pool: Pool,
  ) {}

  /** Keeps the wish, submits it, and gives the run's id; what comes of it is written to the run. */
  async enqueue(inputs: RunInputs): Promise<string> {
    if (this.tasks.size >= MOST_WAITING)
      throw new RequestError(429, "queueFull", `${MOST_WAITING} runs are waiting; try again when some are done`);
    const id = await saveRun(this.db, { ...inputs, engineHash: engineHash(), source: "server", status: "queued" });
    // one write after the other, in the order of time; the outcome last
    let written: Promise<unknown> = Promise.resolve();
    const write = (work: () => Promise<unknown>) => {
      written = written.then(work);
      written.catch(() => undefined); // told where the outcome is written
    };
    const { scenario, district, seed, ticks } = inputs;
    const handle = this.pool.submit(
      { kind: "run", scenario, district, seed, ticks, frames: "display" },
      {
        onLayout: (layout) => {
          write(() => updateRun(this.db, id, { status: "running" }));
          write(() => saveLayout(this.db, id, layout));
          this.tell(id, { status: "running", share_1: 0 });
        },
        onSlab: (slab) => write(() => saveBlock(this.db, id, slab)),
        onProgress: (share_1) => this.tell(id, { status: "running", share_1 }),
      },
    );
    const over = handle.outcome
      .then(async (outcome) => {
        await written;
        const change = changeOf(outcome);
        await updateRun(this.db, id, change);
        return change.status;
      })
      .catch(async (error) => {
        console.error(error);
        await updateRun(this.db, id, { status: "failed", failure: `not recorded: ${error}` }).catch(() => undefined);
        return "failed" as const;
      })
      .then((status) => {
        this.tell(id, { status, share_1: 1 });
        this.tasks.delete(id);
      });
    this.tasks.set(id, { handle, over, progress: { status: "queued", share_1: 0 }, watchers: new Set() });
    return id;
  }

  /** Ends a run that waits or runs; resolves when that is written. */
  async cancel(id: string): Promise<void> {
    const task = this.tasks.get(id);
    task?.handle.cancel();
    await task?.over;
  }

  /** Calls back at once and at every step, until a status that is final; the function given back ends it. Nothing to
   *  watch (the run is over, or was never here): undefined. */
  watch(id: string, watcher: (progress: Progress) => void): (() => void) | undefined {
    const task = this.tasks.get(id);
    if (!task) return undefined;
    task.watchers.add(watcher);
    watcher(task.progress);
    return () => task.watchers.delete(watcher);
  }

  private tell(id: string, progress: Progress): void {
    const task = this.tasks.get(id);
    if (!task) return;
    task.progress = progress;
    for (const watcher of task.watchers) watcher(progress);
  }
}

export const isFinal = (status: RunStatus): boolean => status !== "queued" && status !== "running";

function changeOf(outcome: JobOutcome): Parameters<typeof updateRun>[2] {
  if (!outcome.ok) {
    const status = outcome.reason === "cancelled" ? "cancelled" : "failed";
    return { status, failure: [outcome.text, ...outcome.issues.map(issueText)].join("\n") };
  }
  const { result } = outcome;
  if (result.isValid) return { status: "done", result };
  const [first] = result.failures;
  return { status: "failed", result, failure: first ? `tick ${first.tick}: ${first.text}` : "not every tick settled" };
}

// on the global object, as the database is: an edit in development must not start a second pool
const kept = globalThis as typeof globalThis & { crosscurrentJobs?: Jobs };

/** The server's queue, opened with its worker threads at the first wish for a run. */
export function jobs(): Jobs {
  kept.crosscurrentJobs ??= new Jobs(
    database(),
    openNodePool(Number(process.env.CROSSCURRENT_WORKERS) || Math.max(1, Math.min(availableParallelism() - 1, 4)), {
      worker: join(/* turbopackIgnore: true */ projectRoot(), "build/workers/worker.node.mjs"),
      solvers: join(/* turbopackIgnore: true */ projectRoot(), "public/solvers.wasm"),
    }),
  );
  return kept.crosscurrentJobs;
}

/** Cancels without opening a pool for it. */
export const cancelJob = async (id: string): Promise<void> => kept.crosscurrentJobs?.cancel(id);
