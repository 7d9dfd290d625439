import type { District } from "../model/district";
import { hasErrors, issueText } from "../model/issue";
import { type FrameLayout, findColumn } from "../record/frame";
import { compilePower } from "../utilities/power/compile";
import { type OpenGrid, openPowerGrid } from "../utilities/power/solver";
import { type Outage, outages } from "../utilities/power/studies/outages";

/** An instant of a run: the grid is taken as it stood then. */
export interface Instant {
  readonly layout: FrameLayout;
  readonly values: ArrayLike<number>;
}

/** One branch out of service, as a table shows it. */
export interface OutageRow {
  readonly branch: string;
  /** Why there is no operating point; "" when there is one. */
  readonly failure: string;
  /** Share of load lost, overloads over 1 and voltages outside their ranges, in sum; Infinity without a solution. */
  readonly harm_1: number;
  readonly lost_W: number;
  readonly deadBuses: number;
  readonly overloads: number;
  readonly overloadedAt: string;
  readonly largestLoading_1: number;
  readonly outside: number;
  readonly lowestVoltage_1: number;
  readonly lowestVoltageAt: string;
}

export interface OutageStudy {
  /** Empty when the intact grid solved. */
  readonly failure: string;
  readonly studied: number;
  /** In service, and so to be taken out. */
  readonly branches: number;
}

export interface OutageLimits {
  /** Rows are handed on this often. */
  readonly part_ms: number;
  /** The study ends after so long and says what it did not come to. */
  readonly most_ms: number;
  now_ms(): number;
}

/**
 * Every branch of the power grid out of service in turn, from the filed state or from an instant of a run. What
 * buildings and devices drew then is what the branches carried into and out of each bus, since a Frame keeps flows.
 */
export function studyOutages(
  module: WebAssembly.Module,
  district: District,
  at: Instant | null,
  hand: (rows: readonly OutageRow[]) => void,
  limits: OutageLimits,
): OutageStudy {
  const nothing = { studied: 0, branches: 0 };
  const { grid: net, issues } = compilePower(district);
  if (!net || hasErrors(issues)) {
    const first = issues.find((i) => i.severity === "error");
    return { failure: first ? issueText(first) : "this district has no power grid", ...nothing };
  }
  const opened = openPowerGrid(module, net);
  if (at) standAt(opened, at);
  const intact = opened.solver.solve(0);
  if (!intact.ok) return { failure: `the intact grid does not solve at ${intact.at}: ${intact.hint}`, ...nothing };
  const branches = opened.grid.isClosed.reduce((n, closed) => n + closed, 0);
  const from_ms = limits.now_ms();
  let sent_ms = from_ms;
  let studied = 0;
  let rows: OutageRow[] = [];
  for (const outage of outages(opened)) {
    rows.push(rowOf(outage));
    studied++;
    const now_ms = limits.now_ms();
    if (now_ms - sent_ms > limits.part_ms) {
      hand(rows);
      rows = [];
      sent_ms = now_ms;
    }
    if (now_ms - from_ms > limits.most_ms) break;
  }
  if (rows.length > 0) hand(rows);
  return { failure: "", studied, branches };
}

function rowOf(o: Outage): OutageRow {
  return {
    branch: o.branch,
    failure: o.outcome.ok ? "" : `${o.outcome.at}: ${o.outcome.hint}`,
    ...{ harm_1: o.harm_1, lost_W: o.lost_W, deadBuses: o.deadBuses },
    ...{ overloads: o.overloads.length, overloadedAt: o.overloads[0]?.id ?? "", largestLoading_1: o.largestLoading_1 },
    outside: o.lowVoltages.length + o.highVoltages.length,
    ...{ lowestVoltage_1: o.lowestVoltage_1, lowestVoltageAt: o.lowestVoltageAt },
  };
}

/** Switches, taps and injections of a Frame into an opened grid. */
export function standAt({ grid: g, solver }: OpenGrid, { layout, values }: Instant): void {
  const { net } = g;
  const read = (rows: string, name: string): ((row: number) => number) => {
    const column = findColumn(layout, "power", rows, name);
    return (row) => (column && row < column.ids.length ? values[column.offset + row]! : Number.NaN);
  };
  const [closed, tap] = [read("branch", "isClosed"), read("branch", "tap_1")];
  const flows = [
    [net.from, read("branch", "powerFrom_W"), read("branch", "reactiveFrom_var")],
    [net.to, read("branch", "powerTo_W"), read("branch", "reactiveTo_var")],
  ] as const;
  const active = new Float64Array(net.buses.count);
  const reactive = new Float64Array(net.buses.count);
  for (let b = 0; b < net.branches.count; b++) {
    const state = closed(b);
    if (!Number.isNaN(state)) g.isClosed[b] = state;
    const ratio = tap(b);
    if (ratio > 0) g.tap[b] = ratio;
    for (const [bus, p, q] of flows) {
      const [watts, vars] = [p(b), q(b)];
      if (!Number.isNaN(watts)) active[bus[b]!]! += watts;
      if (!Number.isNaN(vars)) reactive[bus[b]!]! += vars;
    }
  }
  const isHeld = new Uint8Array(net.buses.count);
  for (let s = 0; s < net.sources.count; s++) {
    const bus = net.sourceBus[s]!;
    if (g.isOn[s] === 0) continue;
    if (g.role[s] === 0) {
      active[bus]! -= g.setPower[s]!;
      reactive[bus]! -= g.setReactive[s]!;
    } else isHeld[bus] = 1;
  }
  for (let l = 0; l < net.loads.count; l++) {
    if (g.isConnected[l] === 0) continue;
    active[net.loadBus[l]!]! += g.active[l]!;
    reactive[net.loadBus[l]!]! += g.reactive[l]!;
  }
  const portReactive = solver.column("bus", "portReactive_var") as Float64Array;
  for (let i = 0; i < net.buses.count; i++) {
    // what stands beside a source that holds the voltage is the source's affair
    if (isHeld[i] === 1) continue;
    g.portPower[i] = active[i]!;
    portReactive[i] = reactive[i]!;
  }
}
