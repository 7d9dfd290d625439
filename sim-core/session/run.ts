import { bindRule } from "../control/act";
import { checkRules } from "../control/check";
import { openCoupling } from "../couple/coupling";
import { Ledger } from "../couple/ledger";
import { Crossings } from "../derive/crossings";
import { openService } from "../derive/service";
import { inOrder } from "../model/branch";
import type { District } from "../model/district";
import type { Utility } from "../model/element";
import { hasErrors, type Issue } from "../model/issue";
import type { Scenario } from "../model/scenario";
import { Digest } from "../record/digest";
import type { FrameLayout } from "../record/frame";
import { type ColumnSource, Recorder } from "../record/recorder";
import { clockText, localHour } from "../time/clock";
import { nameHash } from "../time/noise";
import { Observations } from "../time/observations";
import type { Run } from "../time/run";
import { prepare, step } from "../time/stepper";
import type { UtilitySolver } from "../utilities/contract";
import type { RunResult } from "./result";

export interface RunOptions {
  /** A wall clock in ms, for the phases only; nothing in a run's state depends on it. */
  readonly now_ms?: () => number;
  /** Solvers of an earlier run of the same district to take over; the others are opened anew. */
  readonly healthy?: Readonly<Partial<Record<Utility, UtilitySolver>>>;
}

/** Compiles a district and a scenario into a run at tick 0, or says why not. */
export function openRun(
  module: WebAssembly.Module,
  district: District,
  scenario: Scenario,
  seed: number,
  options: RunOptions = {},
): { run: Run; issues: Issue[] } | { run: null; issues: Issue[] } {
  const now_ms = options.now_ms ?? (() => 0);
  const from_ms = now_ms();
  const issues = checkRules(district);
  if (hasErrors(issues)) return { run: null, issues };
  const opened = openCoupling(module, district, scenario.tick_s, now_ms, options.healthy);
  issues.push(...opened.issues);
  if (!opened.coupling) return { run: null, issues };
  const { coupling } = opened;
  const sources: Record<string, ColumnSource> = { ...coupling.solvers, district: coupling.table };
  const recorder = new Recorder(sources);
  const clock = (time_s: number) => clockText(district, scenario.start_s + time_s);
  const crossings = new Crossings(district, recorder.layout, clock);
  issues.push(...crossings.issues);
  const tags = new Map(district.tags.map((tag) => [tag.id, tag]));
  const observations = new Observations(district, coupling, sources);
  issues.push(...observations.issues);
  const buildings = coupling.table.numbering.building!.ids;
  const stream = (purpose: string) => Int32Array.from(buildings, (id) => nameHash(`${seed}/${purpose}/${id}`) | 0);
  const run: Run = {
    district,
    scenario,
    seed,
    coupling,
    recorder,
    digest: new Digest(),
    crossings,
    ledger: new Ledger(coupling, (time_s) => localHour(district, scenario.start_s + time_s)),
    rules: district.rules.map(bindRule),
    tags,
    observations,
    changes: inOrder(scenario.changes),
    streams: { electric: stream("electric"), water: stream("water") },
    events: [],
    failures: [],
    values: new Float64Array(recorder.layout.length),
    tick: 0,
    nextChange: 0,
    maxRounds: 0,
    worstResidual: 0,
    worstDevice: "",
    wall_ms: 0,
    compile_ms: 0,
    steps: 0,
    absent: new Set(),
  };
  prepare(run);
  run.compile_ms = now_ms() - from_ms;
  return { run, issues };
}

export const frameLayout = (run: Run): FrameLayout => run.recorder.layout;
export const tickCount = (run: Run): number => Math.ceil(run.scenario.duration_s / run.scenario.tick_s);

/** One tick: the values of the recorded instant (a view that the next tick overwrites). */
export function advance(run: Run): Float64Array {
  const from_ms = run.coupling.now_ms();
  step(run);
  run.wall_ms += run.coupling.now_ms() - from_ms;
  return run.values;
}

const UNBROKEN = { outages: [], recoveries: [] } as const;

/** What a run came to. `lost` is what a session knows of broken solvers; a bare run throws at the first. */
export function resultOf(run: Run, lost: Pick<RunResult, "outages" | "recoveries"> = UNBROKEN): RunResult {
  // the last Frame is of the last tick's start: what the tick itself cost is in the columns by now
  const end = new Float64Array(run.recorder.layout.length);
  run.recorder.capture(end, run.absent);
  const simulated_ms = run.tick * run.scenario.tick_s * 1000;
  return {
    scenario: run.scenario.id,
    district: run.district.id,
    seed: run.seed,
    elements: run.district.elements.length,
    ticks: run.tick,
    wall_ms: run.wall_ms,
    compile_ms: run.compile_ms,
    phases_ms: { ...run.coupling.phases_ms },
    realtimeFactor: run.wall_ms > 0 ? simulated_ms / run.wall_ms : 0,
    digest: run.digest.text(),
    events: run.events,
    settle: {
      maxIterations: run.maxRounds,
      worstResidual: run.worstResidual,
      worstDevice: run.worstDevice,
      devices: run.coupling.settleLog.worst(),
      solves: { ...run.coupling.settleLog.solves },
    },
    ledger: run.ledger.summary(),
    service: openService(run.district, run.recorder.layout)(end),
    isValid: run.failures.length === 0,
    failures: run.failures,
    outages: lost.outages,
    recoveries: lost.recoveries,
  };
}
