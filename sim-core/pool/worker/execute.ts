import { hasErrors, type Issue, issueText } from "../../model/issue";
import { Session } from "../../session/session";
import { bytesOf } from "../../session/state";
import type { JobReports } from "../api";
import type { JobOutcome, RunJob, Slab } from "../protocol";
import { Slabs } from "./slabs";

/** How long a worker computes before it listens, and how long display values are gathered before they are sent. */
const BREATH_MS = 25;
const SLAB_MS = 50;
/** Ticks between keyframes: what a dead worker's successor simulates again at most. Rare where nobody travels in time. */
const KEYFRAME_TICKS = { display: 12, none: 96 } as const;

export interface Host {
  now_ms(): number;
  /** Lets messages in; a macrotask. */
  breathe(): Promise<void>;
  isCancelled(): boolean;
  /** Sends a slab and gives its memory away. */
  sendSlab(reports: JobReports, slab: Slab): void;
}

/** The last compiled district of a worker: the next job of its key begins without compiling. */
export interface Warm {
  key: string | undefined;
  session: Session | null;
}

/** Runs one job to its end inside a worker: breathes between ticks, sends slabs and progress at a calm rate. */
export async function execute(
  module: WebAssembly.Module,
  job: RunJob,
  reports: JobReports,
  host: Host,
  warm: Warm = { key: undefined, session: null },
): Promise<JobOutcome> {
  const { session, issues } = openSession(module, job, host, warm);
  if (!session) return invalid(issues);
  const first = session.tick;
  const end = Math.min(job.ticks ?? Number.POSITIVE_INFINITY, session.tickCount);
  const every = job.keyframeTicks ?? KEYFRAME_TICKS[job.frames];
  const isShown = job.frames === "display";
  if (isShown) reports.layout(session.layout, end, job.scenario.tick_s);
  const slabs = new Slabs(session.layout.length, (slab) => host.sendSlab(reports, slab));
  let lastSent_ms = host.now_ms();
  let lastBreath_ms = lastSent_ms;
  for (let tick = first; tick < end; tick++) {
    const values = session.advance();
    if (isShown) slabs.take(tick, values, session.qualityAt(tick));
    if (session.tick % every === 0 && session.tick < end) {
      // Whoever begins from a keyframe must have every tick before it.
      slabs.send();
      const state = session.state();
      reports.keyframe({ tick: session.tick, bytes: bytesOf(state.run), state });
    }
    const now_ms = host.now_ms();
    const isDue = now_ms - lastSent_ms >= SLAB_MS;
    if (isDue) {
      slabs.send();
      reports.progress((tick + 1 - first) / (end - first));
      lastSent_ms = now_ms;
    } else if (slabs.isFull) slabs.sendAndGrow();
    if (now_ms - lastBreath_ms >= BREATH_MS) {
      await host.breathe();
      if (host.isCancelled()) return { ok: false, reason: "cancelled", issues: [], text: "cancelled" };
      lastBreath_ms = host.now_ms();
    }
  }
  slabs.send();
  reports.progress(1);
  if (hasErrors(issues)) return invalid(issues);
  return { ok: true, result: session.result() };
}

/** Taken from `warm` when the job says that it is of the same district, compiled otherwise. */
function openSession(module: WebAssembly.Module, job: RunJob, host: Host, warm: Warm) {
  const { key, district, scenario, seed, from } = job;
  if (key !== undefined && key === warm.key && warm.session) {
    warm.session.restart(scenario, from);
    return { session: warm.session, issues: [] as Issue[] };
  }
  const opened = Session.open(module, district, scenario, seed, { now_ms: host.now_ms, from });
  warm.key = key;
  warm.session = opened.session;
  return opened;
}

function invalid(issues: readonly Issue[]): JobOutcome {
  const worst = issues.filter((issue) => issue.severity === "error");
  const text = worst.slice(0, 3).map(issueText).join("; ");
  return { ok: false, reason: "invalid", issues, text };
}
