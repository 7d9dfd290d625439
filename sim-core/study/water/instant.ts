import type { District } from "../../model/district";
import { hasErrors, type Issue, issueText } from "../../model/issue";
import { findColumn } from "../../record/frame";
import { STATUS as KERNEL } from "../../solve/status";
import { settingToK } from "../../utilities/water/coefficients";
import { KIND, STATUS, type WaterNet } from "../../utilities/water/net";
import { WaterNetwork } from "../../utilities/water/network";
import { shutCutOff, unreachable } from "../../utilities/water/reach";
import { NotPlayed, played } from "../../utilities/water/studies/played";
import type { Instant } from "../outages";
import { leakParts } from "./leakage";

/** An instant of a run, by its time from the start: the network is taken as it stood then. */
export interface WaterInstant extends Instant {
  readonly time_s: number;
}

/** Head of a tank from a display value this near to a limit is the limit, k: f32 of 500 m is good to 3e-5 m. */
const NEAR_LIMIT_M = 2e-4;

/** A study that cannot begin says why, in a sentence for the reader. */
export class CannotBegin extends Error {}

/** The network of a study, or why there is none. */
export function netOf({ net, issues }: { net: WaterNet | null; issues: Issue[] }): WaterNet {
  if (net && net.nodes.count > 0 && !hasErrors(issues)) return net;
  const first = issues.find((i) => i.severity === "error");
  throw new CannotBegin(first ? issueText(first) : "this district has no water network");
}

/** What is in use at an instant, and what its junctions would draw by their patterns: of those that got nothing, all that is known. */
export interface Stood {
  readonly network: WaterNetwork;
  readonly wanted: Float64Array;
}

/** What is switched before the network is solved: a move between zones, tried. */
type Switch = (network: WaterNetwork) => void;
const nothing: Switch = () => {};

/** As filed: the state at the start of the file's own run, of a district at its start. Solved. */
export function standAsFiled(module: WebAssembly.Module, district: District, net: WaterNet, change = nothing): Stood {
  try {
    const network = played(module, net, district.waterSchedule ?? null, 0);
    change(network);
    return solved({ network, wanted: network.fullDemand.slice() });
  } catch (error) {
    if (error instanceof NotPlayed) throw new CannotBegin(error.message);
    throw error;
  }
}

/** At an instant of a run, solved: what the Frame says of statuses, settings, levels and draws is taken as it is. */
export function standAt(module: WebAssembly.Module, net: WaterNet, at: WaterInstant, change = nothing): Stood {
  const network = new WaterNetwork(module, net);
  network.applyProfiles(at.time_s);
  const wanted = network.fullDemand.slice();
  takeFrame(network, at);
  change(network);
  const { kernel } = network;
  const isCutOff = kernel.column("node", "isCutOff") as Int32Array;
  if (unreachable(net, network, isCutOff, kernel.column("node", "heldHead_k") as Float64Array) > 0)
    shutCutOff(net, network, isCutOff);
  for (let i = 0; i < net.junctionCount; i++) if (isCutOff[i] !== 0) network.fullDemand[i] = 0;
  return solved({ network, wanted });
}

export const stand = (
  module: WebAssembly.Module,
  district: District,
  net: WaterNet,
  at: WaterInstant | null,
  change = nothing,
): Stood => (at ? standAt(module, net, at, change) : standAsFiled(module, district, net, change));

function solved(stood: Stood): Stood {
  const { network } = stood;
  const result = network.solve();
  if (result.status !== KERNEL.OK)
    throw new CannotBegin(`the network does not solve near ${network.net.nodes.ids[result.at] ?? "?"}`);
  return stood;
}

/** Statuses, settings, heads and draws of a Frame into a network. */
function takeFrame(network: WaterNetwork, { layout, values }: WaterInstant): void {
  const { net } = network;
  const c = net.constants;
  const read = (rows: string, name: string): ((row: number) => number) => {
    const column = findColumn(layout, "water", rows, name);
    return (row) => (column && row < column.ids.length ? values[column.offset + row]! : Number.NaN);
  };
  const [head, demand] = [read("node", "head_m"), read("node", "demand_m3_s")];
  for (let i = 0; i < net.nodes.count; i++) {
    const h = head(i);
    if (!Number.isNaN(h)) network.head[i] = h * c.length_k;
  }
  net.tanks.forEach((tank, t) => {
    const near = NEAR_LIMIT_M * c.length_k;
    for (const limit of [tank.minHead_k, tank.maxHead_k])
      if (Math.abs(network.head[tank.node]! - limit) < near) network.head[tank.node] = limit;
    network.volume[t] = network.volumeAt(t, network.head[tank.node]!);
  });
  const leaks = leakage(network);
  for (let i = 0; i < net.junctionCount; i++) {
    const q = demand(i);
    if (!Number.isNaN(q)) network.fullDemand[i] = q * c.flow_k - leaks(i);
  }
  const [status, setting, flow] = [read("link", "status"), read("link", "setting"), read("link", "flow_m3_s")];
  for (let k = 0; k < net.links.count; k++) {
    const state = status(k);
    if (Number.isNaN(state)) continue;
    takeLink(network, k, state > 0, setting(k));
    const q = flow(k);
    if (state > 0 && !Number.isNaN(q) && Math.abs(q) * c.flow_k > c.tinyFlow) network.flow[k] = q * c.flow_k;
  }
}

/** A link as it was recorded. What a status test shut for the moment may open again when somebody draws. */
function takeLink(network: WaterNetwork, k: number, isOpen: boolean, setting: number): void {
  const { net } = network;
  const kind = net.kind[k]!;
  if (kind === KIND.CHECK_PIPE) return;
  if (kind === KIND.PIPE) {
    if (isOpen || !isHeldAtTank(network, k)) network.setStatus(k, isOpen);
    return;
  }
  if (kind === KIND.PUMP) {
    // stopped, without power or beyond its head: a Frame does not tell, and none of them may be counted on
    if (isOpen && setting > 0) network.setSetting(k, setting);
    else network.setStatus(k, false);
    return;
  }
  if (Number.isNaN(setting) || kind === KIND.GPV) network.setStatus(k, isOpen);
  else network.setSetting(k, settingToK(net.constants, kind, setting));
}

/** Open by command, but for the moment shut before a tank that is full or empty. */
function isHeldAtTank(network: WaterNetwork, k: number): boolean {
  const { net } = network;
  return (
    net.initialStatus[k]! > STATUS.CLOSED &&
    net.tanks.some(
      (t) =>
        (t.node === net.from[k] || t.node === net.to[k]) &&
        (network.head[t.node]! <= t.minHead_k || network.head[t.node]! >= t.maxHead_k),
    )
  );
}

/** Outflow of a junction's emitter and leaks at the head at hand, k; each starts there. */
function leakage({ net, kernel, head }: WaterNetwork): (node: number) => number {
  const parts = leakParts(net).map((part) => ({ part, column: kernel.column("node", part.column) }));
  return (i) => {
    let sum = 0;
    for (const { part, column } of parts) {
      const q = part.flow(i, head[i]!);
      if (q !== 0) column[i] = q;
      sum += q;
    }
    return sum;
  };
}
