import * as Comlink from "comlink";
import type { JobReports, WorkerApi } from "./api";
import type {
  HandedKeyframe,
  Job,
  JobHandle,
  JobOutcome,
  Pool,
  QuestionName,
  Questions,
  RunListener,
} from "./protocol";

/** A worker as its host makes it. `onCrash` is called once, when it dies without being ended. */
export interface SpawnedWorker {
  readonly api: Comlink.Remote<WorkerApi>;
  onCrash(report: (text: string) => void): void;
  end(): Promise<void>;
}

interface Task {
  readonly kind: "run";
  readonly id: number;
  readonly job: Job;
  readonly listener: RunListener;
  /** The last state handed over: a successor begins there. */
  keyframe: HandedKeyframe | null;
  hasLayout: boolean;
  isCancelled: boolean;
  /** Workers that died over it since it last got on. */
  deaths: number;
  settle(outcome: JobOutcome): void;
}

/** A question waits in the same queue. It is asked once: who died over it would again. */
interface Asking {
  readonly kind: "question";
  readonly id: number;
  isCancelled: boolean;
  put(api: Comlink.Remote<WorkerApi>): Promise<unknown>;
  settle(
    outcome: { readonly ok: true; readonly answer: unknown } | { readonly ok: false; readonly text: string },
  ): void;
}

/** A job that kills every worker is the fault, not the workers: after so many deaths without a keyframe between. */
const MOST_DEATHS = 3;

interface Seat {
  worker: SpawnedWorker;
  ready: Promise<void>;
  task: Task | Asking | null;
}

const crashed = (text: string): JobOutcome => ({ ok: false, reason: "crashed", issues: [], text });
const cancelled: JobOutcome = { ok: false, reason: "cancelled", issues: [], text: "cancelled" };

/**
 * N workers and a queue, first come first served. A worker that dies is replaced, and its job goes on from the last
 * keyframe that it handed over; the others do not notice. A job over which workers keep dying is given up as
 * "crashed". Results depend neither on which worker ran them nor on how many died.
 */
export function createPool(size: number, module: Promise<WebAssembly.Module>, spawn: () => SpawnedWorker): Pool {
  const queue: (Task | Asking)[] = [];
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
      if (task?.kind === "run") takeUp(task, text);
      else task?.settle({ ok: false, text });
      serve();
    });
  };

  const work = async (seat: Seat, task: Task) => {
    const { worker } = seat;
    const { listener } = task;
    // What a worker said before it died may still arrive; its successor says it again.
    const isHeard = () => seat.worker === worker && seat.task === task;
    const reports = Comlink.proxy<JobReports>({
      layout: (...given) => {
        if (task.hasLayout || !isHeard()) return;
        task.hasLayout = true;
        listener.onLayout?.(...given);
      },
      slab: (slab) => {
        if (isHeard()) listener.onSlab?.(slab);
      },
      keyframe: (keyframe) => {
        if (!isHeard()) return;
        task.keyframe = keyframe;
        task.deaths = 0;
        listener.onKeyframe?.(keyframe);
      },
      progress: (share_1) => {
        if (isHeard()) listener.onProgress?.(share_1);
      },
    });
    let outcome: JobOutcome;
    try {
      await seat.ready;
      const from = task.keyframe?.state ?? task.job.from;
      outcome = await worker.api.run(from ? { ...task.job, from } : task.job, reports);
    } catch (error) {
      outcome = crashed(error instanceof Error ? error.message : String(error));
    }
    // A replaced worker's job has been reported already.
    if (seat.worker !== worker) return;
    seat.task = null;
    task.settle(outcome);
    serve();
  };

  const answer = async (seat: Seat, asking: Asking) => {
    const { worker } = seat;
    let outcome: Parameters<Asking["settle"]>[0];
    try {
      await seat.ready;
      if (asking.isCancelled) throw new Error("cancelled");
      outcome = { ok: true, answer: await asking.put(worker.api) };
    } catch (error) {
      outcome = { ok: false, text: error instanceof Error ? error.message : String(error) };
    }
    if (seat.worker !== worker) return;
    seat.task = null;
    asking.settle(outcome);
    serve();
  };

  const takeUp = (task: Task, why: string) => {
    task.deaths++;
    if (task.deaths >= MOST_DEATHS || task.isCancelled) {
      task.settle(task.isCancelled ? cancelled : crashed(`${why} (${task.deaths} workers died over this job)`));
      return;
    }
    task.listener.onResume?.(task.keyframe?.tick ?? task.job.from?.run.tick ?? 0, why);
    queue.unshift(task);
  };

  const serve = () => {
    for (const seat of seats) {
      if (seat.task || isClosed) continue;
      const task = queue.shift();
      if (!task) return;
      seat.task = task;
      void (task.kind === "run" ? work(seat, task) : answer(seat, task));
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
        const fresh = { keyframe: null, hasLayout: false, deaths: 0, isCancelled: false };
        queue.push({ kind: "run", id, job, listener, settle, ...fresh });
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
        if (seat?.task?.kind !== "run") return;
        seat.task.isCancelled = true;
        void seat.worker.api.cancel();
      };
      return { id, outcome, cancel };
    },
    ask<Q extends QuestionName>(
      name: Q,
      given: Questions[Q]["given"],
      onPart: (part: Questions[Q]["part"]) => void = () => {},
      stop?: AbortSignal,
    ) {
      return new Promise<Questions[Q]["answer"]>((resolve, reject) => {
        if (isClosed) return reject(new Error("the pool is closed"));
        const asking: Asking = {
          kind: "question",
          id: ++lastId,
          isCancelled: false,
          put: (api) => api.ask(name, given, Comlink.proxy(onPart)),
          settle: (outcome) =>
            outcome.ok ? resolve(outcome.answer as Questions[Q]["answer"]) : reject(new Error(outcome.text)),
        };
        queue.push(asking);
        serve();
        stop?.addEventListener("abort", () => {
          asking.isCancelled = true;
          const waiting = queue.indexOf(asking);
          if (waiting >= 0) {
            queue.splice(waiting, 1);
            reject(new Error("cancelled"));
          } else void seats.find((s) => s.task === asking)?.worker.api.cancel();
        });
      });
    },
    async close() {
      isClosed = true;
      const end = (task: Task | Asking | null) => {
        if (task?.kind === "run") task.settle(cancelled);
        else task?.settle({ ok: false, text: "the pool is closed" });
      };
      for (const task of queue.splice(0)) end(task);
      for (const seat of seats) end(seat.task);
      await Promise.all(seats.map((seat) => seat.worker.end()));
    },
  };
}
