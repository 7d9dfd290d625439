import * as Comlink from "comlink";
import type { WorkerApi } from "./api";
import type { Job, JobHandle, JobOutcome, Pool, RunListener } from "./protocol";

/** A worker as its host makes it. `onCrash` is called once, when it dies without being ended. */
export interface SpawnedWorker {
  readonly api: Comlink.Remote<WorkerApi>;
  onCrash(report: (text: string) => void): void;
  end(): Promise<void>;
}

interface Task {
  readonly id: number;
  readonly job: Job;
  readonly listener: RunListener;
  settle(outcome: JobOutcome): void;
}

interface Seat {
  worker: SpawnedWorker;
  ready: Promise<void>;
  task: Task | null;
}

const crashed = (text: string): JobOutcome => ({ ok: false, reason: "crashed", issues: [], text });
const cancelled: JobOutcome = { ok: false, reason: "cancelled", issues: [], text: "cancelled" };

/**
 * N workers and a queue, first come first served. A worker that dies takes its job with it ("crashed") and is replaced
 * before the next job; the others do not notice. Results do not depend on which worker ran them.
 */
export function createPool(size: number, module: Promise<WebAssembly.Module>, spawn: () => SpawnedWorker): Pool {
  const queue: Task[] = [];
  const seats: Seat[] = [];
  let lastId = 0;
  let isClosed = false;

  const fill = (seat: Seat) => {
    const worker = spawn();
    seat.worker = worker;
    seat.ready = module.then((compiled) => worker.api.load(compiled));
    seat.ready.catch(() => undefined);
    worker.onCrash((text) => {
      if (seat.worker !== worker || isClosed) return;
      const { task } = seat;
      seat.task = null;
      fill(seat);
      task?.settle(crashed(text));
      serve();
    });
  };

  const work = async (seat: Seat, task: Task) => {
    const { worker } = seat;
    const reports = Comlink.proxy({
      layout: (...given: Parameters<NonNullable<RunListener["onLayout"]>>) => task.listener.onLayout?.(...given),
      slab: (...given: Parameters<NonNullable<RunListener["onSlab"]>>) => task.listener.onSlab?.(...given),
      progress: (...given: Parameters<NonNullable<RunListener["onProgress"]>>) => task.listener.onProgress?.(...given),
    });
    let outcome: JobOutcome;
    try {
      await seat.ready;
      outcome = await worker.api.run(task.job, reports);
    } catch (error) {
      outcome = crashed(error instanceof Error ? error.message : String(error));
    }
    // A replaced worker's job has been reported already.
    if (seat.worker !== worker) return;
    seat.task = null;
    task.settle(outcome);
    serve();
  };

  const serve = () => {
    for (const seat of seats) {
      if (seat.task || isClosed) continue;
      const task = queue.shift();
      if (!task) return;
      seat.task = task;
      void work(seat, task);
    }
  };

  for (let i = 0; i < size; i++) {
    const seat = { task: null } as unknown as Seat;
    fill(seat);
    seats.push(seat);
  }

  return {
    size,
    submit(job: Job, listener: RunListener = {}): JobHandle {
      const id = ++lastId;
      let settle!: (outcome: JobOutcome) => void;
      const outcome = new Promise<JobOutcome>((resolve) => {
        settle = resolve;
      });
      if (isClosed) settle(cancelled);
      else {
        queue.push({ id, job, listener, settle });
        serve();
      }
      const cancel = () => {
        const waiting = queue.findIndex((task) => task.id === id);
        if (waiting >= 0) {
          queue.splice(waiting, 1);
          settle(cancelled);
          return;
        }
        const seat = seats.find((s) => s.task?.id === id);
        if (seat) void seat.worker.api.cancel();
      };
      return { id, outcome, cancel };
    },
    async close() {
      isClosed = true;
      for (const task of queue.splice(0)) task.settle(cancelled);
      for (const seat of seats) seat.task?.settle(cancelled);
      await Promise.all(seats.map((seat) => seat.worker.end()));
    },
  };
}
