import { Trap } from "../couple/guard";
import { inOrder } from "../model/branch";
import type { Change } from "../model/change";
import type { District } from "../model/district";
import { UTILITY_NAMES, type Utility } from "../model/element";
import type { Issue } from "../model/issue";
import type { Scenario } from "../model/scenario";
import type { FrameLayout } from "../record/frame";
import { Keyframes } from "../record/history";
import type { Run } from "../time/run";
import { fail, say } from "../time/stepper";
import type { UtilitySolver } from "../utilities/contract";
import { HELD_TICKS, isHeldAt, isOutAt, type Outage, type Recovery } from "./outage";
import type { RunResult } from "./result";
import { advance, openRun, resultOf, tickCount } from "./run";
import { bytesOf, type RunState, restoreRun, saveRun } from "./state";

/** A run's state with what it lost so far: what another worker needs to go on. */
export interface SessionState {
  readonly run: RunState;
  readonly outages: readonly Outage[];
}

export interface SessionOptions {
  readonly now_ms?: () => number;
  /** Ticks between keyframes: a seek simulates half as many on average. */
  readonly keyframeTicks?: number;
  readonly keyframeBudget_bytes?: number;
  /** Where to begin; tick 0 when left out. Its Changes before that instant must be this scenario's. */
  readonly from?: SessionState;
}

/** Half an hour at five-minute ticks: five ticks to simulate at most, some 10 ms for a district of a thousand elements. */
export const KEYFRAME_TICKS = 6;
/** Some six hundred keyframes of a district of a thousand elements: twelve days before the interval doubles. */
const KEYFRAME_BUDGET_BYTES = 64 << 20;
/** A solver that breaks more often than this within one run is not coming back: the run ends as crashed. */
const MOST_RECOVERIES = 200;

type Opened = { session: Session; issues: Issue[] } | { session: null; issues: Issue[] };

/**
 * One run that can be travelled in: forward by ticks, to any tick that it passed, and into branches. A solver whose
 * instance breaks is opened anew from the last keyframe, and the ticks since are gone through again to the same bits.
 * If it breaks at the same tick again, its ports hold their last values, marked bad, while it is tried again at every
 * tick; after HELD_TICKS it is out of service and its figures are absent. The other utilities go on throughout.
 */
export class Session {
  readonly layout: FrameLayout;
  readonly recoveries: Recovery[] = [];
  private readonly keyframes: Keyframes<SessionState>;
  private readonly start: SessionState;
  private outages: Outage[] = [];
  private lastTrap: { readonly utility: Utility; readonly tick: number } | null = null;

  private constructor(
    private readonly module: WebAssembly.Module,
    private current: Run,
    private readonly options: SessionOptions,
  ) {
    this.layout = current.recorder.layout;
    this.keyframes = new Keyframes(
      options.keyframeTicks ?? KEYFRAME_TICKS,
      options.keyframeBudget_bytes ?? KEYFRAME_BUDGET_BYTES,
    );
    this.start = this.state();
    this.begin(options.from);
  }

  /** Compiles a district and a scenario, or says why not. */
  static open(
    module: WebAssembly.Module,
    district: District,
    scenario: Scenario,
    seed: number,
    options: SessionOptions = {},
  ): Opened {
    const { run, issues } = openRun(module, district, scenario, seed, { now_ms: options.now_ms });
    return run ? { session: new Session(module, run, options), issues } : { session: null, issues };
  }

  /** The run in progress. Another object after a solver was opened anew. */
  get run(): Run {
    return this.current;
  }

  /** The tick to come: every tick before it has been recorded. */
  get tick(): number {
    return this.current.tick;
  }

  get tickCount(): number {
    return tickCount(this.current);
  }

  get keyframeBytes(): number {
    return this.keyframes.bytes;
  }

  get keyframeCount(): number {
    return this.keyframes.count;
  }

  /** One tick: the values of its instant (a view that the next tick overwrites). */
  advance(): Float64Array {
    const target = this.current.tick;
    while (this.current.tick <= target) this.attempt();
    return this.current.values;
  }

  /** The values of any tick, to the bit as when it was passed the first time. The run goes on from there. */
  seek(tick: number): Float64Array {
    if (!Number.isInteger(tick) || tick < 0 || tick >= this.tickCount)
      throw new RangeError(`tick ${tick}: this run has ticks 0 to ${this.tickCount - 1}`);
    const keyframe = this.keyframes.at(tick)!;
    // From where the run stands if that is nearer than the keyframe, and not past the tick already.
    if (this.current.tick > tick || this.current.tick < keyframe.tick) restoreRun(this.current, keyframe.state.run);
    while (this.current.tick <= tick) this.attempt();
    return this.current.values;
  }

  /** Complete state at the beginning of the tick to come. */
  state(): SessionState {
    return { run: saveRun(this.current), outages: knownAt(this.outages, this.current.tick) };
  }

  /** State at the beginning of any tick of the run, which stays where it stands. */
  stateAt(tick: number): SessionState {
    const here = this.state();
    if (tick === this.current.tick) return here;
    if (tick === 0) return this.start;
    this.seek(tick - 1);
    const there = this.state();
    restoreRun(this.current, here.run);
    return there;
  }

  /**
   * Another run that is this one until `tick` and has more Changes from then on. What this one has still to come
   * happens there too, so without Changes it is this one again, digest and all.
   */
  branch(tick: number, changes: readonly Change[]): Opened {
    const { district, scenario, seed } = this.current;
    const issues = tooEarly(changes, tick * scenario.tick_s);
    if (issues.length > 0) return { session: null, issues };
    const from = this.stateAt(tick);
    const story = { ...scenario, changes: [...scenario.changes, ...changes] };
    return Session.open(this.module, district, story, seed, { ...this.options, from });
  }

  /** The same compiled district once more: from the start or a state, with the scenario's Changes of now. */
  restart(scenario: Scenario, from?: SessionState): void {
    this.current.scenario = scenario;
    this.current.changes = inOrder(scenario.changes);
    this.current.wall_ms = 0;
    this.current.compile_ms = 0;
    for (const phase of Object.keys(this.current.coupling.phases_ms)) this.current.coupling.phases_ms[phase] = 0;
    this.begin(from);
  }

  /** Utilities whose figures of this tick are not the model's; undefined when all are good. */
  qualityAt(tick: number): readonly { readonly utility: Utility; readonly quality: "held" | "absent" }[] | undefined {
    if (this.outages.length === 0) return undefined;
    const bad = this.outages
      .filter((o) => isHeldAt(o, tick))
      .map((o) => ({ utility: o.utility, quality: isOutAt(o, tick) ? ("absent" as const) : ("held" as const) }));
    return bad.length > 0 ? bad : undefined;
  }

  result(): RunResult {
    return resultOf(this.current, { outages: this.outages, recoveries: this.recoveries });
  }

  private begin(from: SessionState | undefined): void {
    this.keyframes.dropAfter(-1);
    this.recoveries.length = 0;
    this.lastTrap = null;
    this.outages = [];
    restoreRun(this.current, this.start.run);
    this.keep(this.start);
    if (!from) return;
    this.outages = from.outages.map((o) => ({ ...o }));
    restoreRun(this.current, from.run);
    this.keep(from);
  }

  private keep(state: SessionState): void {
    this.keyframes.add({ tick: state.run.tick, bytes: bytesOf(state.run), state });
  }

  private attempt(): void {
    const { tick } = this.current;
    try {
      this.fence(tick);
      advance(this.current);
    } catch (error) {
      if (!(error instanceof Trap)) throw error;
      this.recover(error, tick);
      return;
    }
    for (const outage of this.outages) {
      if (outage.untilTick === null && tick > outage.heldThrough && !isOutAt(outage, tick)) outage.untilTick = tick;
      if (outage.untilTick === tick) this.sayBack(outage);
    }
    if (this.keyframes.wants(this.current.tick)) this.keep(this.state());
  }

  /** Who is held at this tick. A replay comes by here too and says the same things again. */
  private fence(tick: number): void {
    const { coupling, absent } = this.current;
    absent.clear();
    for (const utility of UTILITY_NAMES) {
      const solver = coupling.solvers[utility];
      if (!solver) continue;
      solver.isHeld = false;
      for (const outage of this.outages) {
        if (outage.utility !== utility || !isHeldAt(outage, tick)) continue;
        solver.isHeld = true;
        if (isOutAt(outage, tick)) absent.add(utility);
        if (tick === outage.fromTick) fail(this.current, `${utility}: solver broke (${outage.what}); values held`);
        if (tick === outage.outFromTick)
          fail(this.current, `${utility}: out of service after ${HELD_TICKS} attempts; its figures are absent`);
      }
    }
  }

  private sayBack({ utility, fromTick, untilTick }: Outage): void {
    const minutes = ((untilTick! - fromTick) * this.current.scenario.tick_s) / 60;
    const text = `${utility}: solved again after ${minutes} min of held values`;
    say(this.current, { type: "failure", priority: 2, element: "", text });
  }

  /** Opens the broken solver anew, goes back to the last keyframe, and decides what its tick gets this time. */
  private recover(trap: Trap, tick: number): void {
    const { utility } = trap;
    if (this.recoveries.length >= MOST_RECOVERIES) throw trap;
    const what = trap.cause instanceof Error ? trap.cause.message : String(trap.cause);
    const open = this.outages.find((o) => o.utility === utility && o.untilTick === null);
    if (open) {
      open.heldThrough = Math.max(open.heldThrough, tick);
      if (tick - open.fromTick >= HELD_TICKS) open.outFromTick ??= tick;
    } else if (this.lastTrap?.utility === utility && this.lastTrap.tick === tick)
      this.outages.push({ utility, fromTick: tick, heldThrough: tick, outFromTick: null, untilTick: null, what });
    this.lastTrap = { utility, tick };

    const from = this.keyframes.at(tick)!;
    this.recoveries.push({ utility, tick, fromTick: from.tick, what });
    this.current = this.reopened(utility);
    restoreRun(this.current, from.state.run);
  }

  private reopened(broken: Utility): Run {
    const { district, scenario, seed, coupling, wall_ms, compile_ms } = this.current;
    const healthy: Partial<Record<Utility, UtilitySolver>> = {};
    for (const utility of UTILITY_NAMES)
      if (utility !== broken && coupling.solvers[utility]) healthy[utility] = coupling.solvers[utility].inner;
    const { run, issues } = openRun(this.module, district, scenario, seed, { now_ms: this.options.now_ms, healthy });
    if (!run) throw new Error(`${broken} could not be opened anew: ${issues[0]?.code}`);
    run.wall_ms = wall_ms;
    run.compile_ms = compile_ms;
    Object.assign(run.coupling.phases_ms, coupling.phases_ms);
    return run;
  }
}

/** What is known of outages before `tick` is solved: one that began earlier is still open if it ended later. */
function knownAt(outages: readonly Outage[], tick: number): Outage[] {
  return outages
    .filter((o) => o.fromTick < tick)
    .map((o) => ({
      ...o,
      heldThrough: Math.min(o.heldThrough, tick - 1),
      outFromTick: o.outFromTick !== null && o.outFromTick < tick ? o.outFromTick : null,
      untilTick: o.untilTick !== null && o.untilTick < tick ? o.untilTick : null,
    }));
}

/** A Change before the fork would change what has already happened. */
function tooEarly(changes: readonly Change[], fork_s: number): Issue[] {
  return changes
    .filter((change) => change.at_s < fork_s)
    .map((change) => ({
      severity: "error",
      code: "changeBeforeBranch",
      element: change.target,
      field: "at_s",
      got: `${change.at_s} s`,
      want: `${fork_s} s or later, where the branch begins`,
    }));
}
