import type { Utility } from "../../model/element";
import type { Coupling } from "../coupling";
import { loopsOf } from "../loops";
import { rowOf, solved, textField } from "../surroundings";

/** What the networks themselves say of a step: rates that hold over it, summed over their elements. */
export const NETWORK_RATES = [
  "servedLoad_W",
  "branchLoss_W",
  "gasDrawn_kg_s",
  "gasInjected_kg_s",
  "gasToPorts_kg_s",
  "heatUsed_W",
  "heatLost_W",
  "coldUsed_W",
  "coldLost_W",
  "heatToOthers_W",
  "coldToOthers_W",
  "waterDrawn_m3_s",
  "waterInjected_m3_s",
  "waterLeaked_m3_s",
  "waterToOthers_m3_s",
  "electricityHandedOut_W",
  "electricityTakenIn_W",
] as const;
export type NetworkRate = (typeof NETWORK_RATES)[number];

const NEITHER = 0;
const PLANT = 1;
const CONSUMER = 2;
const OTHERS_LOOP = 3;

/** Reads the networks' own columns. Column views are taken once. */
export class NetworkMeters {
  readonly rates: Record<NetworkRate, number>;
  /** What enters at each supply, by its row; NaN for what it does not supply. */
  readonly supply: {
    readonly power_W: Float64Array;
    readonly gas_kg_s: Float64Array;
    readonly water_m3_s: Float64Array;
    readonly heat_W: Float64Array;
    readonly cold_W: Float64Array;
  };
  /** Share of the wanted water that each node delivers. */
  readonly delivered_1: Float64Array;
  readonly isCold: Uint8Array;

  private readonly has: Readonly<Record<Utility, boolean>>;
  private readonly role: Uint8Array;
  private readonly hasBuilding: Uint8Array;
  private readonly rowsOf;
  private readonly power;
  private readonly gas;
  private readonly heat;
  private readonly water;
  private readonly isFixed: Uint8Array;
  /** Links at the node of each gas source, as +link or -link - 1. */
  private readonly gasLinks: Int32Array[];

  constructor(private readonly c: Coupling) {
    const { around, solvers, table } = c;
    const zero: Partial<Record<NetworkRate, number>> = {};
    for (const name of NETWORK_RATES) zero[name] = 0;
    this.rates = zero as Record<NetworkRate, number>;
    this.has = { water: !!solvers.water, power: !!solvers.power, gas: !!solvers.gas, heat: !!solvers.heat };
    const ids = table.numbering.supply!.ids;
    const places = (find: (id: string) => number) => Int32Array.from(ids, find);
    const kind = (id: string) => around.element(id)!.kind;
    this.rowsOf = {
      power: places((id) => rowOf(around, "power", "source", id)),
      gas: places((id) => (kind(id) === "citySource" ? gasNode(c, id) : -1)),
      water: places((id) => (kind(id) === "reservoir" ? rowOf(around, "water", "node", id) : -1)),
      heat: places((id) => rowOf(around, "heat", "link", id)),
    };
    // Two sources at one node are one: the second would count its flow again.
    const seen = new Set<number>();
    this.rowsOf.gas.forEach((node, row) => {
      if (seen.has(node)) this.rowsOf.gas[row] = -1;
      if (node >= 0) seen.add(node);
    });
    const blank = () => new Float64Array(ids.length).fill(Number.NaN);
    this.supply = { power_W: blank(), gas_kg_s: blank(), water_m3_s: blank(), heat_W: blank(), cold_W: blank() };
    const of = (utility: Utility, rows: string, name: string) => solved(around, utility, rows, name);
    this.power = {
      source: of("power", "source", "power_W"),
      served: of("power", "load", "served_W"),
      from: of("power", "branch", "powerFrom_W"),
      to: of("power", "branch", "powerTo_W"),
      port: of("power", "bus", "portPower_W"),
    };
    this.gas = { flow: of("gas", "link", "flow_kg_s"), port: of("gas", "node", "portInflow_kg_s") };
    this.heat = { heat: of("heat", "link", "heat_W") };
    this.water = {
      drawn: of("water", "node", "demand_m3_s"),
      port: of("water", "node", "portInflow_m3_s"),
      pattern: of("water", "node", "patternDemand_k"),
      leaks: ["emitterFlow_k", "leakFixedFlow_k", "leakVariableFlow_k"].map((name) => of("water", "node", name)),
      toSi: of("water", "run", "flowToSi_m3_s"),
    };
    this.delivered_1 = new Float64Array(this.water.drawn.length).fill(1);
    this.isFixed = new Uint8Array(this.water.drawn.length);
    for (const e of c.district.elements)
      if (e.kind === "reservoir" || e.kind === "tank") {
        const row = rowOf(around, "water", "node", e.id);
        if (row >= 0) this.isFixed[row] = 1;
      }
    const [from, to] = [of("gas", "link", "from"), of("gas", "link", "to")];
    this.gasLinks = Array.from(this.rowsOf.gas, (node) => {
      const links: number[] = [];
      for (let e = 0; node >= 0 && e < from.length; e++) {
        if (from[e] === node) links.push(e);
        if (to[e] === node) links.push(-e - 1);
      }
      return Int32Array.from(links);
    });
    const links = solvers.heat?.numbering.link?.ids ?? [];
    this.isCold = new Uint8Array(links.length);
    this.role = new Uint8Array(links.length);
    this.hasBuilding = new Uint8Array(links.length);
    for (const b of c.buildings.list) {
      if (b.rows.heat >= 0) this.hasBuilding[b.rows.heat] = 1;
      if (b.rows.cooling >= 0) this.hasBuilding[b.rows.cooling] = 1;
    }
    if (!solvers.heat) return;
    const loops = loopsOf(solvers.heat);
    const coldLoops = new Set<number>();
    links.forEach((id, row) => {
      const e = around.element(id);
      if (e?.kind === "heatConsumer") this.role[row] = CONSUMER;
      if (e?.kind !== "heatPlant") return;
      if (textField(e, "loop") === "cooling") coldLoops.add(loops[row]!);
      this.role[row] = table.numbering.supply!.row(id) >= 0 ? OTHERS_LOOP : PLANT;
    });
    for (let k = 0; k < links.length; k++) if (coldLoops.has(loops[k]!)) this.isCold[k] = 1;
  }

  /** The rates of the step to come, as settled. */
  hold(): void {
    for (const name of NETWORK_RATES) this.rates[name] = 0;
    if (this.has.power) this.holdPower();
    if (this.has.gas) this.holdGas();
    if (this.has.heat) this.holdHeat();
    if (this.has.water) this.holdWater();
  }

  private holdPower(): void {
    const { source, served, from, to } = this.power;
    const { rates, rowsOf, supply } = this;
    for (let s = 0; s < rowsOf.power.length; s++)
      if (rowsOf.power[s]! >= 0) supply.power_W[s] = source[rowsOf.power[s]!]!;
    let served_W = 0;
    for (let i = 0; i < served.length; i++) served_W += served[i]!;
    let lost_W = 0;
    for (let i = 0; i < from.length; i++) lost_W += from[i]! + to[i]!;
    rates.servedLoad_W = served_W;
    rates.branchLoss_W = lost_W;
    let out_W = 0;
    let in_W = 0;
    this.c.around.ports.forEach("power", "portPower_W", (_row, _wanted, used) => {
      if (used < 0) out_W -= used;
      else in_W += used;
    });
    rates.electricityHandedOut_W = out_W;
    rates.electricityTakenIn_W = in_W;
  }

  private holdGas(): void {
    const { flow, port } = this.gas;
    const { rates, rowsOf, supply } = this;
    const own = this.c.solvers.gas!.ownInflow!();
    let [drawn, injected, toPorts] = [0, 0, 0];
    for (let i = 0; i < own.length; i++) {
      if (own[i]! > 0) injected += own[i]!;
      else drawn -= own[i]!;
      toPorts -= port[i]!;
    }
    rates.gasDrawn_kg_s = drawn;
    rates.gasInjected_kg_s = injected;
    rates.gasToPorts_kg_s = toPorts;
    for (let s = 0; s < rowsOf.gas.length; s++) {
      const node = rowsOf.gas[s]!;
      if (node < 0) continue;
      let given = -port[node]! - own[node]!;
      for (const link of this.gasLinks[s]!) given += link >= 0 ? flow[link]! : -flow[-link - 1]!;
      supply.gas_kg_s[s] = given;
    }
  }

  private holdHeat(): void {
    const { heat } = this.heat;
    const { rates, role, isCold } = this;
    for (let e = 0; e < heat.length; e++) {
      const w = heat[e]!;
      if (w === 0 || Number.isNaN(w)) continue;
      if (role[e] === NEITHER) {
        if (isCold[e]) rates.coldLost_W += w;
        else rates.heatLost_W -= w;
      } else if (role[e] === CONSUMER) {
        if (isCold[e]) rates.coldUsed_W += w;
        else rates.heatUsed_W -= w;
        if (this.hasBuilding[e]) continue;
        if (isCold[e]) rates.coldToOthers_W += w;
        else rates.heatToOthers_W -= w;
      }
    }
    const { rowsOf, supply } = this;
    for (let s = 0; s < rowsOf.heat.length; s++) {
      const link = rowsOf.heat[s]!;
      if (link < 0) continue;
      const w = Number.isNaN(heat[link]!) ? 0 : heat[link]!;
      if (isCold[link]) supply.cold_W[s] = -w;
      else supply.heat_W[s] = w;
    }
  }

  private holdWater(): void {
    const { drawn, port, pattern, leaks, toSi } = this.water;
    const { rates, rowsOf, supply, isFixed, delivered_1 } = this;
    const si = toSi[0]!;
    let [out, into, leaked, others] = [0, 0, 0, 0];
    for (let i = 0; i < drawn.length; i++) {
      if (isFixed[i]) continue;
      let leak = 0;
      for (const column of leaks) leak += column[i]!;
      leak *= si;
      // A junction's outflow holds its leaks and bursts: they are lost, not used.
      const used = drawn[i]! - leak;
      leaked += leak;
      if (used >= 0) out += used;
      else into -= used;
      const wanted = pattern[i]! * si - port[i]!;
      delivered_1[i] = wanted === 0 ? 1 : used / wanted;
      others += pattern[i]! * si * delivered_1[i]!;
    }
    rates.waterDrawn_m3_s = out;
    rates.waterInjected_m3_s = into;
    rates.waterLeaked_m3_s = leaked;
    rates.waterToOthers_m3_s = others;
    for (let s = 0; s < rowsOf.water.length; s++)
      if (rowsOf.water[s]! >= 0) supply.water_m3_s[s] = -drawn[rowsOf.water[s]!]!;
  }
}

/** A city source holds the pressure of the gas junction that it connects to. */
function gasNode(c: Coupling, id: string): number {
  const own = rowOf(c.around, "gas", "node", id);
  if (own >= 0) return own;
  return rowOf(c.around, "gas", "node", c.around.element(id)!.relations.find((r) => r.type === "connects")?.to);
}
