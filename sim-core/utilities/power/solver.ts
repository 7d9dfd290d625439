import { profileValue } from "../../compile/profile";
import { openKernel } from "../../solve/kernel";
import type { Outcome, Report } from "../../solve/outcome";
import { failureCode, STATUS } from "../../solve/status";
import type { UtilitySolver } from "../contract";
import { applyPowerField } from "./apply";
import { type Grid, type PowerVerbs, place } from "./bound";
import { locateCollapse } from "./collapse";
import type { PowerGrid } from "./compile";
import { deadIslands } from "./islands";
import { enforceReactiveLimits } from "./limits";
import { shareSlack } from "./slack";
import { nextTap_s, stepTaps } from "./taps";
import { openTimed } from "./timed";

/** Longest Newton step in ln voltage (half of it in angle): ordinary solves stay far below, wild ones are held. */
const STEP = 1;
const CAREFUL_STEP = 0.2;
/** A failed solve that came as near as this was held up by round-off, not by the grid. */
const STALLED = 1e-7;

/** One grid in one WASM instance. */
export const openPower = (module: WebAssembly.Module, net: PowerGrid): UtilitySolver =>
  openPowerGrid(module, net).solver;

/** A solver with its live columns at hand: for benches, tests and studies. */
export interface OpenGrid {
  readonly solver: UtilitySolver;
  readonly grid: Grid;
}

export function openPowerGrid(module: WebAssembly.Module, net: PowerGrid): OpenGrid {
  const g = bind(module, net);
  let notesOf = -1;
  let deadNotes: Report["notes"] = [];

  const report = (extra: Report["notes"] = []): Report => {
    const { iterations, residual, counts } = g.kernel.report();
    if (counts[1] !== notesOf) {
      notesOf = counts[1]!;
      deadNotes = counts[0]! > 0 ? deadIslands(g) : [];
    }
    return { iterations, residual, notes: extra.length > 0 ? [...deadNotes, ...extra] : deadNotes };
  };
  const solveAsScheduled = (step: number): number => g.verbs.powerSolve(net.tolerance_1, net.maxIterations, step);
  const attempt = net.hasDistributedSlack
    ? (step: number): number => shareSlack(g, () => solveAsScheduled(step), 2 * net.tolerance_1 * net.base_VA)
    : solveAsScheduled;

  const solve = (): Outcome => {
    // a failed solve leaves the last good voltages in place
    g.keepVoltages();
    let status = attempt(STEP);
    if (status !== STATUS.OK && status !== STATUS.BAD_INPUT) {
      g.startFlat();
      status = attempt(CAREFUL_STEP);
    }
    if (status === STATUS.OK) {
      timed.solved();
      if (net.reactiveLimits === "none") return { ok: true, report: report() };
      const limited = enforceReactiveLimits(g, () => attempt(STEP));
      if (limited.status === STATUS.OK) return { ok: true, report: report(limited.notes) };
      status = limited.status;
    }
    const failed = g.kernel.report();
    const found = report();
    const at = place(g, failed.at);
    if (status === STATUS.BAD_INPUT) {
      g.restoreVoltages();
      const hint = `power: an injection or voltage at ${at} is not a number`;
      return { ok: false, code: "badInput", at, hint, report: found };
    }
    if (failed.residual < STALLED) {
      g.restoreVoltages();
      const hint =
        `power: the mismatch at ${at} stops at ${failed.residual.toExponential(1)} per unit, above the tolerance of ` +
        `${net.tolerance_1}: round-off allows no more, raise options.power.tolerance_1`;
      return { ok: false, code: failureCode(status), at, hint, report: found };
    }
    const collapse = locateCollapse(g, () => solveAsScheduled(CAREFUL_STEP));
    g.restoreVoltages();
    if (!collapse) {
      const what = status === STATUS.SINGULAR ? "the equations are singular" : "no operating point found";
      const hint = `power: ${what} near ${at}, not even without load: check impedances and set voltages there`;
      return { ok: false, code: failureCode(status), at, hint, report: found };
    }
    const share = (100 * collapse.share).toFixed(1);
    const hint =
      `power: no operating point above ${share} % of the present injections; weakest is ${collapse.bus}, at ` +
      `${collapse.voltage_1.toFixed(3)} of nominal there: shed load, feed it from another side or add reactive support`;
    return { ok: false, code: "diverged", at: collapse.bus, hint, report: found };
  };

  const applyProfiles = (time_s: number): void => {
    net.loadProfiles.forEach((p, k) => {
      g.profileNow[k] = p ? profileValue(p, time_s) : 1;
      const factor = g.profileNow[k]! * pickup[k]!;
      g.active[k] = g.activeBase[k]! * factor;
      g.reactive[k] = g.reactiveBase[k]! * factor;
    });
    net.sourceProfiles.forEach((p, s) => {
      if (p) g.setPower[s] = g.setPowerBase[s]! * profileValue(p, time_s);
    });
  };
  const timed = openTimed(g, solve);
  const pickup = g.kernel.column("load", "pickup_1") as Float64Array;
  applyProfiles(0);

  const advance = (from_s: number, to_s: number): Outcome => {
    timed.advance(to_s - from_s);
    if (net.tapChangers.length === 0) return { ok: true, report: { iterations: 0, residual: 0, notes: [] } };
    return stepTaps(g, from_s, to_s, solve, (branch) => {
      const element = net.branches.ids[branch]!;
      const value = g.tap[branch]!;
      const text = `stepped its tap to ${value.toFixed(4)}`;
      timed.say({ element, quantity: "tap_1", value, limit: Number.NaN, unit: "1", priority: 4, text });
    });
  };

  const solver: UtilitySolver = {
    utility: "power",
    numbering: {
      bus: net.buses,
      branch: net.branches,
      source: net.sources,
      load: net.loads,
      transformer: net.plan.transformers,
      relay: net.plan.relays,
      block: net.plan.blocks,
      standby: net.plan.standbys,
    },
    column: (rows, name) => g.kernel.column(rows, name),
    applyProfiles,
    solve,
    advance,
    nextEvent_s: (time_s) => time_s + Math.min(timed.next_s(), nextTap_s(g)),
    weather: timed.weather,
    act: timed.act,
    trip: timed.trip,
    drain: timed.drain,
    apply: (target, field, op, value) => applyPowerField(g, target, field, op, value),
    save: () => g.kernel.save(),
    restore: (state) => {
      g.kernel.restore(state);
      // what the kernel remembers of the last topology belongs to another state now
      g.verbs.powerForget();
      timed.forget();
    },
  };
  return { solver, grid: g };
}

function bind(module: WebAssembly.Module, net: PowerGrid): Grid {
  const kernel = openKernel(module, "power", {
    bus: net.buses.count,
    branch: net.branches.count,
    source: net.sources.count,
    load: net.loads.count,
    transformer: net.plan.transformers.count,
    relay: net.plan.relays.count,
    block: net.plan.blocks.count,
    standby: net.plan.standbys.count,
  });
  const verbs = kernel.verbs as unknown as PowerVerbs;
  const f64 = (rows: string, name: string) => kernel.column(rows, name) as Float64Array;
  const i32 = (rows: string, name: string) => kernel.column(rows, name) as Int32Array;
  const u8 = (rows: string, name: string) => kernel.column(rows, name) as Uint8Array;
  i32("branch", "from").set(net.from);
  i32("branch", "to").set(net.to);

  const shunt = kernel.arrayFrom(net.shunt, true);
  const table = kernel.arrayFrom(net.branchTable, true);
  const limits = kernel.arrayFrom(net.limits, true);
  const slope = kernel.array("f64", 2 * net.buses.count);
  const linkCurrent = kernel.array("f64", 2 * net.links.length, true);
  const tables = [
    shunt,
    table,
    limits,
    kernel.arrayFrom(net.formsGrid),
    kernel.arrayFrom(net.loadShares),
    kernel.arrayFrom(net.incidence.start),
    kernel.arrayFrom(net.incidence.links),
    kernel.arrayFrom(Int32Array.of(net.links.length, ...net.links)),
    linkCurrent,
  ];
  const list = kernel.arrayFrom(Int32Array.from(tables, (t) => t.address));
  const activeBase = kernel.arrayFrom(net.active_W, true);
  const reactiveBase = kernel.arrayFrom(net.reactive_var, true);
  const setPowerBase = kernel.arrayFrom(net.setPower_W, true);
  const shuntOn = kernel.arrayFrom(
    Uint8Array.from(net.shunts, (s) => (s.isConnected ? 1 : 0)),
    true,
  );
  const status = verbs.powerAnalyse(list.address, net.base_VA);
  if (status !== STATUS.OK) throw new Error(`power: the grid could not be analysed, status ${status}`);
  kernel.seal();

  f64("bus", "baseVoltage_V").set(net.baseVoltage_V);
  u8("branch", "isClosed").set(net.isClosed);
  u8("branch", "isOpenFrom").set(net.isOpenFrom);
  u8("branch", "isOpenTo").set(net.isOpenTo);
  f64("branch", "tap_1").set(net.tap_1);
  f64("branch", "rating_A").set(net.rating_A);
  i32("source", "bus").set(net.sourceBus);
  i32("source", "role").set(net.role);
  u8("source", "isOn").set(net.isOn);
  f64("source", "setPower_W").set(net.setPower_W);
  f64("source", "setReactive_var").set(net.setReactive_var);
  f64("source", "setVoltage_1").set(net.setVoltage_1);
  f64("source", "setAngle_rad").set(net.setAngle_rad);
  i32("load", "bus").set(net.loadBus);
  u8("load", "isConnected").set(net.isConnected);

  const g: Grid = {
    net,
    kernel,
    verbs,
    voltage: f64("bus", "voltage_1"),
    angle: f64("bus", "angle_rad"),
    isEnergised: u8("bus", "isEnergised"),
    isClosed: u8("branch", "isClosed"),
    isOpenFrom: u8("branch", "isOpenFrom"),
    isOpenTo: u8("branch", "isOpenTo"),
    tap: f64("branch", "tap_1"),
    tapTimer: f64("branch", "tapTimer_s"),
    role: i32("source", "role"),
    isOn: u8("source", "isOn"),
    setPower: f64("source", "setPower_W"),
    setReactive: f64("source", "setReactive_var"),
    setVoltage: f64("source", "setVoltage_1"),
    setAngle: f64("source", "setAngle_rad"),
    power: f64("source", "power_W"),
    reactiveGiven: f64("source", "reactive_var"),
    powerFrom: f64("branch", "powerFrom_W"),
    powerTo: f64("branch", "powerTo_W"),
    loading: f64("branch", "loading_1"),
    portPower: f64("bus", "portPower_W"),
    active: f64("load", "active_W"),
    reactive: f64("load", "reactive_var"),
    isConnected: u8("load", "isConnected"),
    activeBase: activeBase.view as Float64Array,
    reactiveBase: reactiveBase.view as Float64Array,
    setPowerBase: setPowerBase.view as Float64Array,
    profileNow: new Float64Array(net.loads.count).fill(1),
    shunt: shunt.view as Float64Array,
    shuntOn: shuntOn.view as Uint8Array,
    branchTable: table.view as Float64Array,
    limits: limits.view as Float64Array,
    slope,
    linkCurrent: linkCurrent.view,
    kept: {
      voltage: new Float64Array(net.buses.count),
      angle: new Float64Array(net.buses.count),
      linkCurrent: new Float64Array(2 * net.links.length),
    },
    keepVoltages() {
      this.kept.voltage.set(this.voltage);
      this.kept.angle.set(this.angle);
      this.kept.linkCurrent.set(this.linkCurrent);
    },
    startFlat() {
      this.voltage.fill(0);
      this.linkCurrent.fill(0);
      verbs.powerForget();
    },
    restoreVoltages() {
      this.voltage.set(this.kept.voltage);
      this.angle.set(this.kept.angle);
      this.linkCurrent.set(this.kept.linkCurrent);
      verbs.powerForget();
    },
  };
  // a bus at 0 V is started by the kernel at nominal voltage and at the angle of the bus that feeds it
  for (let i = 0; i < net.buses.count; i++) {
    const isGiven = !Number.isNaN(net.startAngle_rad[i]!);
    g.voltage[i] = isGiven ? net.startVoltage_1[i]! : 0;
    g.angle[i] = isGiven ? net.startAngle_rad[i]! : 0;
  }
  return g;
}
