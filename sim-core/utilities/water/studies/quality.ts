import type { WaterSchedule } from "../../../model/schedule";
import { KIND, STATUS, type WaterNet } from "../net";
import { ExtendedPeriod } from "./eps";

export type QualityQuestion =
  | { readonly kind: "age" }
  /** Share of the water that came from this node, 0 to 1. */
  | { readonly kind: "trace"; readonly source: string };

export interface QualityResult {
  readonly times_s: readonly number[];
  /** Age in s, or share; by instant, then by node. NaN before any water was there. */
  readonly values: readonly Float64Array[];
  readonly mostParcels: number;
  readonly failure: string;
}

export interface QualityOptions {
  readonly step_s: number;
  /** Parcels whose values differ by less than this are one: s, or share. */
  readonly tolerance: number;
}
export const QUALITY_DEFAULTS: Readonly<Record<QualityQuestion["kind"], QualityOptions>> = {
  age: { step_s: 300, tolerance: 36 },
  trace: { step_s: 300, tolerance: 1e-4 },
};
const MOST_PARCELS = 400;

/**
 * Water age and source trace by Lagrangian parcels (Rossman and Boulos 1996): every pipe is a row of parcels of one value,
 * which move with the water in short steps, meet in nodes by flow, and are one when they are alike. Nodes are taken in
 * the order of the flow, so that water passes through any number of short pipes within a step. Tanks mix completely.
 * Plug flow: no dispersion.
 */
export function waterQuality(
  module: WebAssembly.Module,
  net: WaterNet,
  schedule: WaterSchedule,
  question: QualityQuestion,
  options: QualityOptions = QUALITY_DEFAULTS[question.kind],
): QualityResult {
  const carried = new Carried(net, question, options);
  const times: number[] = [];
  const values: Float64Array[] = [];
  const eps = new ExtendedPeriod(module, net, schedule);
  const result = eps.run((time, network) => {
    const state = {
      flow: Float64Array.from(network.flow, (q, k) => (network.status[k]! > STATUS.CLOSED ? q : 0)),
      outflow: network.outflow.slice(),
      head: network.head.slice(),
    };
    times.push(time);
    values.push(carried.take(time, state).slice());
  });
  return { times_s: times, values, mostParcels: carried.mostParcels, failure: result.failure };
}

/** One hydraulic state, in k; a closed link has no flow. What is handed over is kept. */
export interface CarryingState {
  readonly flow: Float64Array;
  readonly outflow: Float64Array;
  readonly head: Float64Array;
}

/** Age or share at every node over hydraulic states in order of time, each of which holds until the next. */
export class Carried {
  private readonly transport: Transport;
  private last: { readonly time: number; readonly state: CarryingState } | null = null;

  constructor(net: WaterNet, question: QualityQuestion, options: QualityOptions = QUALITY_DEFAULTS[question.kind]) {
    this.transport = new Transport(net, question, options);
  }

  /** Age or share at every node then; the next state overwrites it. */
  take(time: number, state: CarryingState): Float64Array {
    const { last, transport } = this;
    if (last) transport.advance(time - last.time, last.state.flow, last.state.outflow, last.state.head);
    this.last = { time, state };
    return transport.at;
  }

  get mostParcels(): number {
    return this.transport.mostParcels;
  }
}

/** Parcels of a pipe, the first at its `from` end. */
interface Row {
  volume: number[];
  value: number[];
}

class Transport {
  readonly at: Float64Array;
  mostParcels = 0;
  private readonly rows: Row[];
  private readonly pipeVolume: Float64Array;
  private readonly tankVolume: Float64Array;
  private readonly tankOf: Int32Array;
  private readonly source: number;
  private readonly isAge: boolean;

  constructor(
    private readonly net: WaterNet,
    question: QualityQuestion,
    private readonly options: QualityOptions,
  ) {
    const { nodes, links } = net;
    this.isAge = question.kind === "age";
    this.source = question.kind === "trace" ? nodes.row(question.source) : -1;
    if (question.kind === "trace" && this.source < 0) throw new Error(`trace: no node ${question.source}`);
    this.at = new Float64Array(nodes.count);
    this.rows = Array.from({ length: links.count }, () => ({ volume: [], value: [] }));
    this.pipeVolume = new Float64Array(links.count);
    const c = net.constants;
    for (let k = 0; k < links.count; k++) {
      if (net.kind[k]! > KIND.PIPE) continue;
      const d = net.diameter_k[k]!;
      this.pipeVolume[k] = ((Math.PI * d * d) / 4) * Number(net.elements.links[k]!.fields.length_m) * c.length_k;
    }
    // At the start every pipe is full of water of value 0.
    this.rows.forEach((row, k) => {
      row.volume = this.pipeVolume[k]! > 0 ? [this.pipeVolume[k]!] : [];
      row.value = this.pipeVolume[k]! > 0 ? [0] : [];
    });
    this.tankOf = new Int32Array(nodes.count).fill(-1);
    this.tankVolume = new Float64Array(net.tanks.length);
    net.tanks.forEach((tank, t) => {
      this.tankOf[tank.node] = t;
      this.tankVolume[t] = tank.initialVolume_k;
    });
    if (this.source >= 0) this.at[this.source] = 1;
  }

  /** Moves everything for one hydraulic step, whose flows hold throughout. */
  advance(step_s: number, flow: Float64Array, outflow: Float64Array, head: Float64Array): void {
    const order = flowOrder(this.net, flow, head);
    for (let done = 0; done < step_s; ) {
      const dt = Math.min(this.options.step_s, step_s - done);
      this.move(dt, flow, outflow, order);
      done += dt;
    }
  }

  private move(dt: number, flow: Float64Array, outflow: Float64Array, order: Int32Array): void {
    const { net, at, rows } = this;
    if (this.isAge) this.grow(dt);
    const arrivingVolume = new Float64Array(net.nodes.count);
    const arrivingMass = new Float64Array(net.nodes.count);
    const { start, links } = adjacency(net);
    for (let o = 0; o < order.length; o++) {
      const node = order[o]!;
      // What comes: out of every link that flows here.
      for (let p = start[node]!; p < start[node + 1]!; p++) {
        const k = links[p]!;
        const q = net.to[k] === node ? flow[k]! : -flow[k]!;
        if (!(q > 0)) continue;
        const wanted = q * dt;
        const upstream = net.to[k] === node ? net.from[k]! : net.to[k]!;
        const taken = this.pipeVolume[k]! > 0 ? this.take(k, wanted, net.to[k] === node) : wanted * at[upstream]!;
        arrivingVolume[node]! += wanted;
        arrivingMass[node]! += taken;
      }
      this.mix(node, dt, arrivingVolume[node]!, arrivingMass[node]!, outflow);
      // What goes: into every link that flows away, behind its last parcel.
      for (let p = start[node]!; p < start[node + 1]!; p++) {
        const k = links[p]!;
        const q = net.from[k] === node ? flow[k]! : -flow[k]!;
        if (q > 0 && this.pipeVolume[k]! > 0) this.give(k, q * dt, at[node]!, net.from[k] === node);
      }
    }
    for (const row of rows) if (row.volume.length > this.mostParcels) this.mostParcels = row.volume.length;
  }

  private grow(dt: number): void {
    for (const row of this.rows) for (let i = 0; i < row.value.length; i++) row.value[i]! += dt;
    for (const tank of this.net.tanks) this.at[tank.node]! += dt;
  }

  private mix(node: number, dt: number, volume: number, mass: number, outflow: Float64Array): void {
    const { net, at } = this;
    const tank = this.tankOf[node]!;
    if (node === this.source) {
      at[node] = 1;
      if (tank < 0) return;
    }
    if (tank >= 0) {
      // Completely mixed: what came joins what was there; what leaves has the value of the whole.
      const held = this.tankVolume[tank]!;
      if (volume > 0 && node !== this.source) at[node] = (at[node]! * held + mass) / (held + volume);
      this.tankVolume[tank] = Math.max(0, held + outflow[node]! * dt);
      return;
    }
    if (node >= net.junctionCount) {
      at[node] = 0;
      return;
    }
    // A negative demand is water from outside, of age 0 and no trace.
    const outside = outflow[node]! < 0 ? -outflow[node]! * dt : 0;
    if (volume + outside > 0) at[node] = mass / (volume + outside);
    else if (this.isAge) at[node] = this.resting(node);
  }

  /** Age of a junction where nothing moves: that of the water in the pipes at it. */
  private resting(node: number): number {
    const { start, links } = adjacency(this.net);
    let [sum, count] = [0, 0];
    for (let p = start[node]!; p < start[node + 1]!; p++) {
      const row = this.rows[links[p]!]!;
      if (row.value.length === 0) continue;
      sum += this.net.from[links[p]!] === node ? row.value[0]! : row.value.at(-1)!;
      count++;
    }
    return count > 0 ? sum / count : this.at[node]!;
  }

  /** Takes a volume from one end of a pipe; gives its mass. More than the pipe holds is what came in behind it. */
  private take(k: number, wanted: number, fromEnd: boolean): number {
    const row = this.rows[k]!;
    let [left, mass] = [wanted, 0];
    while (left > 0 && row.volume.length > 0) {
      const i = fromEnd ? row.volume.length - 1 : 0;
      const part = Math.min(left, row.volume[i]!);
      mass += part * row.value[i]!;
      left -= part;
      if (part < row.volume[i]!) {
        row.volume[i]! -= part;
        break;
      }
      // The last parcel is left empty: its value is still that of the water passing.
      if (row.volume.length === 1) {
        mass += left * row.value[i]!;
        row.volume[0] = 0;
        break;
      }
      if (fromEnd) {
        row.volume.pop();
        row.value.pop();
      } else {
        row.volume.shift();
        row.value.shift();
      }
    }
    return mass;
  }

  private give(k: number, volume: number, value: number, atStart: boolean): void {
    const row = this.rows[k]!;
    const i = atStart ? 0 : row.volume.length - 1;
    const isAlike = row.volume.length > 0 && Math.abs(row.value[i]! - value) < this.options.tolerance;
    if (row.volume.length > 0 && (isAlike || row.volume[i] === 0 || row.volume.length >= MOST_PARCELS)) {
      const both = row.volume[i]! + volume;
      row.value[i] = (row.value[i]! * row.volume[i]! + value * volume) / both;
      row.volume[i] = both;
      return;
    }
    if (atStart) {
      row.volume.unshift(volume);
      row.value.unshift(value);
    } else {
      row.volume.push(volume);
      row.value.push(value);
    }
  }
}

interface Adjacency {
  readonly start: Int32Array;
  readonly links: Int32Array;
}
const adjacencies = new WeakMap<WaterNet, Adjacency>();
function adjacency(net: WaterNet): Adjacency {
  let found = adjacencies.get(net);
  if (!found) {
    const start = new Int32Array(net.nodes.count + 1);
    for (let k = 0; k < net.links.count; k++) {
      start[net.from[k]! + 1]!++;
      start[net.to[k]! + 1]!++;
    }
    for (let i = 0; i < net.nodes.count; i++) start[i + 1]! += start[i]!;
    const next = start.slice();
    const links = new Int32Array(2 * net.links.count);
    for (let k = 0; k < net.links.count; k++) {
      links[next[net.from[k]!]!++] = k;
      links[next[net.to[k]!]!++] = k;
    }
    found = { start, links };
    adjacencies.set(net, found);
  }
  return found;
}

/** Nodes with the flow: each behind all that feed it. Rings of flow (rounding, valves) are broken at the highest head. */
function flowOrder(net: WaterNet, flow: Float64Array, head: Float64Array): Int32Array {
  const n = net.nodes.count;
  const waits = new Int32Array(n);
  const target = (k: number): number => (flow[k]! > 0 ? net.to[k]! : net.from[k]!);
  for (let k = 0; k < net.links.count; k++) if (flow[k] !== 0) waits[target(k)]!++;
  const { start, links } = adjacency(net);
  const order = new Int32Array(n);
  const done = new Uint8Array(n);
  let count = 0;
  const put = (node: number): void => {
    done[node] = 1;
    order[count++] = node;
  };
  // Sources and tanks first: what they hold does not depend on this step's arrivals.
  const queue: number[] = [];
  for (let i = 0; i < n; i++) if (waits[i] === 0) queue.push(i);
  const byHead = Array.from({ length: n }, (_, i) => i).sort((a, b) => head[b]! - head[a]! || a - b);
  let highest = 0;
  while (count < n) {
    let node = queue.shift();
    if (node === undefined) {
      while (done[byHead[highest]!] === 1) highest++;
      node = byHead[highest]!;
    }
    if (done[node] === 1) continue;
    put(node);
    for (let p = start[node]!; p < start[node + 1]!; p++) {
      const k = links[p]!;
      if (flow[k] === 0 || target(k) === node) continue;
      const next = target(k);
      waits[next]!--;
      if (waits[next] === 0 && done[next] === 0) queue.push(next);
    }
  }
  return order;
}
