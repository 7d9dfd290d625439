import type { Utility } from "../../model/element";
import { GROSS_CALORIFIC_J_KG, NET_CALORIFIC_J_KG } from "../../utilities/registry";
import type { Coupling } from "../coupling";
import { loopsOf } from "../loops";
import { numberField, textField } from "../surroundings";
import { electricityPrice_EUR_kWh, TARIFF } from "./tariff";

export interface LedgerRow {
  readonly name: string;
  readonly unit: "J" | "m3" | "kg";
  readonly in: number;
  readonly out: number;
  readonly stored: number;
  readonly lost: number;
  /** in - out - stored - lost: found, never filled in. */
  readonly gap: number;
  readonly worst_relative: number;
  readonly worst_tick: number;
}

export interface LedgerSummary {
  readonly worst_relative: number;
  readonly per_utility: readonly LedgerRow[];
  readonly money: {
    readonly currency: "EUR";
    readonly lines: readonly { readonly what: string; readonly amount: number }[];
    readonly total: number;
  };
}

const DAY_S = 86_400;
/**
 * Throughput of a tick below which a gap is compared with this instead: 1 W and 1 mg/s over 300 s, and 0.1 m3, so that
 * 0.1 mL of a network that stands still (closed links pass 1e-10 m3/s in the solver) is no gap.
 */
const FLOORS = { J: 300, m3: 0.1, kg: 3e-4 } as const;
const ACCOUNTS = [
  { name: "electricity", unit: "J" },
  { name: "gas", unit: "kg" },
  { name: "heat", unit: "J" },
  { name: "cold", unit: "J" },
  { name: "water", unit: "m3" },
  { name: "CO2 on site", unit: "kg" },
  { name: "energy ports", unit: "J" },
] as const;
const [POWER, GAS, HEAT, COLD, WATER, CARBON, PORTS] = [0, 1, 2, 3, 4, 5, 6] as const;
/** Per account: in, out, stored, lost of the run; the same of the tick at hand; worst relative gap and its tick. */
const WIDTH = 10;

type Numbers = ArrayLike<number>;

/**
 * The books of a run. Flows are held over a step by the stepper, so a step's amount is the settled rate times its
 * length, taken just before the stores move; stores are read before and after. Each side is read where it arises:
 * what networks carry from the solvers, what is taken and given from the buildings' and devices' own columns, and
 * stores' losses from their own law. No term is what is left over.
 *
 * - electricity: sources, CHP, PV = users + batteries (stored, and their conversion) + losses of the branches. A
 *   shunt with conductance has no column: its draw would show as a gap.
 * - gas (kg): what leaves the city sources = what consumers burn. Linepack is not simulated, so nothing is stored.
 * - heat, cold: plants' sources = consumers + stores + losses of pipes (of the steady state held over the step).
 *   A plant without sources is a connection to another network and gives what its loop takes.
 * - water (m3): reservoirs = what junctions draw + tanks + leaks and bursts. What a full tank spills has no column: a gap.
 * - CO2 on site: carbon of the gas the network delivered = what the burners say they emit.
 * - energy ports: net power injected and heat drawn as the networks know it = as the devices and buildings say.
 */
export class Ledger {
  private readonly books = new Float64Array(ACCOUNTS.length * WIDTH + 4);
  private readonly rate = new Float64Array(ACCOUNTS.length * 4);
  private readonly before = new Float64Array(ACCOUNTS.length);
  private readonly kept_J: Float64Array;
  private readonly has: Record<Utility, boolean>;
  private readonly batteries: { row: number; oneWay_1: number }[] = [];
  private readonly stores: { row: number; account: number; loss_1_day: number }[] = [];
  private readonly sources: Int32Array;
  private readonly reservoirs: Int32Array;
  /** By heat link: HEAT or COLD, and whether it is a plant (1: with sources of its own), consumer (2) or neither (0). */
  private readonly account: Int32Array;
  private readonly role: Int32Array;
  private tick = 0;
  private price = 0;
  /** Import of the grid supplies over the step. */
  private bought_W = 0;
  private readonly supplies: Int32Array;
  private readonly fixedNodes: ReadonlySet<number>;
  private readonly isStore: Uint8Array;
  private readonly isBattery: Uint8Array;

  constructor(
    private readonly c: Coupling,
    private readonly localHour: (time_s: number) => number,
  ) {
    const { district, table, solvers } = c;
    const byId = c.around.element;
    this.has = { water: !!solvers.water, power: !!solvers.power, gas: !!solvers.gas, heat: !!solvers.heat };
    const devices = table.numbering.device!.ids;
    this.kept_J = new Float64Array(devices.length);
    devices.forEach((id, row) => {
      const e = byId(id)!;
      if (e.kind === "battery") this.batteries.push({ row, oneWay_1: Math.sqrt(numberField(e, "roundTrip_1", 0.88)) });
      if (e.kind === "hotStore" || e.kind === "coldStore") {
        const isHot = e.kind === "hotStore";
        const loss_1_day = numberField(e, "loss_1_day", isHot ? 0.0019 : 0.015);
        this.stores.push({ row, account: isHot ? HEAT : COLD, loss_1_day });
      }
    });
    const rows = (utility: Utility, kind: string) => {
      const found = district.elements.filter((e) => e.kind === kind);
      return Int32Array.from(found, (e) => solvers[utility]?.numbering.node?.row(e.id) ?? -1).filter((r) => r >= 0);
    };
    // A city source holds the pressure of the gas junction that it connects to.
    const gasNodes = solvers.gas?.numbering.node;
    const held = district.elements
      .filter((e) => e.kind === "citySource")
      .map((e) => {
        const own = gasNodes?.row(e.id) ?? -1;
        if (own >= 0) return own;
        return gasNodes?.row(e.relations.find((r) => r.type === "connects")?.to ?? "") ?? -1;
      });
    this.sources = Int32Array.from(new Set(held.filter((r) => r >= 0)));
    this.reservoirs = rows("water", "reservoir");
    this.fixedNodes = new Set([...this.reservoirs, ...rows("water", "tank")]);
    this.isStore = new Uint8Array(devices.length);
    for (const { row } of this.stores) this.isStore[row] = 1;
    this.isBattery = new Uint8Array(devices.length);
    for (const { row } of this.batteries) this.isBattery[row] = 1;
    const given = solvers.power?.numbering.source?.ids ?? [];
    this.supplies = Int32Array.from(given.flatMap((id, row) => (byId(id)?.kind === "gridSupply" ? [row] : [])));
    const links = solvers.heat?.numbering.link?.ids ?? [];
    this.account = new Int32Array(links.length).fill(HEAT);
    this.role = new Int32Array(links.length);
    if (solvers.heat) {
      const loops = loopsOf(solvers.heat);
      const cold = new Set<number>();
      const withSources = new Set(c.plants.list.filter((p) => p.sources.length > 0).map((p) => p.id));
      links.forEach((id, row) => {
        const e = byId(id);
        if (e?.kind === "heatPlant") {
          if (textField(e, "loop") === "cooling") cold.add(loops[row]!);
          this.role[row] = withSources.has(id) ? 1 : 3;
        } else if (e?.kind === "heatConsumer") this.role[row] = 2;
      });
      for (let k = 0; k < links.length; k++) if (cold.has(loops[k]!)) this.account[k] = COLD;
    }
  }

  private f(utility: Utility, rows: string, name: string): Numbers {
    return this.c.solvers[utility]!.column(rows, name);
  }

  private add(account: number, term: number, rate: number): void {
    this.rate[account * 4 + term]! += rate;
  }

  /** Before the stores move: the rates that the step holds. */
  hold(): void {
    this.rate.fill(0);
    this.before.fill(0);
    const { table, around } = this.c;
    const stored_J = table.f64("device", "stored_J");
    const d = (name: string) => table.f64("device", name);
    this.kept_J.set(stored_J);
    this.price = electricityPrice_EUR_kWh(TARIFF, this.localHour(around.time_s));
    const power_W = d("power_W");
    const gas = d("gas_kg_s");
    let portsSaid_W = 0;
    for (let i = 0; i < power_W.length; i++) {
      portsSaid_W += power_W[i]!;
      if (this.isBattery[i] === 0) this.add(POWER, power_W[i]! > 0 ? 0 : 1, Math.abs(power_W[i]!));
      this.add(GAS, 1, -gas[i]!);
    }
    for (const { row, oneWay_1 } of this.batteries) {
      const p = power_W[row]!;
      this.add(POWER, 3, p >= 0 ? p * (1 / oneWay_1 - 1) : -p * (1 - oneWay_1));
      this.before[POWER]! += stored_J[row]!;
    }
    let burnt = 0;
    for (const w of table.f64("building", "gas_kg_s")) burnt += w;
    this.add(GAS, 1, burnt);
    const perKg = (NET_CALORIFIC_J_KG / 3.6e6) * TARIFF.gasCarbon_kg_kWhNet;
    this.add(CARBON, 1, burnt * perKg);
    for (const co2 of d("co2_kg_s")) this.add(CARBON, 1, co2);
    if (this.has.power) {
      for (const w of table.f64("building", "electric_W")) {
        this.add(POWER, 1, w);
        portsSaid_W -= w;
      }
      for (const w of table.f64("fed", "power_W")) {
        this.add(POWER, 1, w);
        portsSaid_W -= w;
      }
      this.holdPower(portsSaid_W);
    }
    if (this.has.gas) this.holdGas(perKg);
    if (this.has.heat) this.holdHeat();
    if (this.has.water) this.holdWater();
    for (const { row, account } of this.stores) this.before[account]! += stored_J[row]!;
  }

  private holdPower(portsSaid_W: number): void {
    const source = this.f("power", "source", "power_W");
    this.bought_W = 0;
    for (const row of this.supplies) this.bought_W += Math.max(source[row]!, 0);
    for (let i = 0; i < source.length; i++) this.add(POWER, source[i]! > 0 ? 0 : 1, Math.abs(source[i]!));
    const served = this.f("power", "load", "served_W");
    for (let i = 0; i < served.length; i++) this.add(POWER, 1, served[i]!);
    const from = this.f("power", "branch", "powerFrom_W");
    const to = this.f("power", "branch", "powerTo_W");
    let lost_W = 0;
    for (let i = 0; i < from.length; i++) lost_W += from[i]! + to[i]!;
    this.add(POWER, 3, lost_W);
    const ports = this.f("power", "bus", "portPower_W");
    let known_W = 0;
    for (let i = 0; i < ports.length; i++) known_W += ports[i]!;
    this.add(PORTS, known_W > 0 ? 0 : 1, Math.abs(known_W));
    this.add(PORTS, known_W > 0 ? 1 : 0, known_W > 0 ? portsSaid_W : -portsSaid_W);
  }

  private holdGas(perKg: number): void {
    const solver = this.c.solvers.gas!;
    const from = this.f("gas", "link", "from");
    const to = this.f("gas", "link", "to");
    const flow = this.f("gas", "link", "flow_kg_s");
    const port = this.f("gas", "node", "portInflow_kg_s");
    const own = solver.ownInflow!();
    let carbonIn = 0;
    for (let i = 0; i < own.length; i++) {
      this.add(GAS, own[i]! > 0 ? 0 : 1, Math.abs(own[i]!));
      carbonIn -= port[i]!;
    }
    for (const node of this.sources) {
      let given = -port[node]! - own[node]!;
      for (let e = 0; e < flow.length; e++) {
        if (from[e] === node) given += flow[e]!;
        if (to[e] === node) given -= flow[e]!;
      }
      this.add(GAS, given > 0 ? 0 : 1, Math.abs(given));
    }
    this.add(CARBON, 0, carbonIn * perKg);
  }

  private holdHeat(): void {
    const { table } = this.c;
    const heat = this.f("heat", "link", "heat_W");
    for (let e = 0; e < heat.length; e++) {
      const w = heat[e]!;
      if (w === 0 || Number.isNaN(w)) continue;
      const account = this.account[e]!;
      const sign = account === COLD ? -1 : 1;
      const role = this.role[e]!;
      if (role === 3) this.add(account, 0, sign * w);
      else if (role === 2) this.add(account, 1, -sign * w);
      else if (role === 0) this.add(account, 3, -sign * w);
    }
    const hot = table.f64("device", "heat_W");
    const cold = table.f64("device", "cold_W");
    for (let i = 0; i < hot.length; i++) {
      if (this.isStore[i] !== 0) continue;
      this.add(HEAT, 0, hot[i]!);
      this.add(COLD, 0, cold[i]!);
    }
  }

  private holdWater(): void {
    const drawn = this.f("water", "node", "demand_m3_s");
    for (let i = 0; i < drawn.length; i++)
      if (!this.fixedNodes.has(i)) this.add(WATER, drawn[i]! >= 0 ? 1 : 0, Math.abs(drawn[i]!));
    for (const node of this.reservoirs) this.add(WATER, drawn[node]! > 0 ? 1 : 0, Math.abs(drawn[node]!));
    // A junction's outflow holds its leaks and bursts: they are lost, not used.
    const toSi = this.f("water", "run", "flowToSi_m3_s")[0]!;
    for (const name of ["emitterFlow_k", "leakFixedFlow_k", "leakVariableFlow_k"]) {
      const leak = this.f("water", "node", name);
      for (let i = 0; i < leak.length; i++) {
        if (this.fixedNodes.has(i)) continue;
        this.add(WATER, 1, -leak[i]! * toSi);
        this.add(WATER, 3, leak[i]! * toSi);
      }
    }
    this.before[WATER] = this.c.solvers.water!.stored!();
  }

  /** After the stores moved over `dt_s`. */
  post(dt_s: number, tick: number): void {
    if (tick !== this.tick) this.close(tick);
    const { books, rate, c } = this;
    const stored_J = c.table.f64("device", "stored_J");
    const after = new Float64Array(ACCOUNTS.length);
    for (const { row } of this.batteries) after[POWER]! += stored_J[row]!;
    for (const { row, account, loss_1_day } of this.stores) {
      after[account]! += stored_J[row]!;
      books[account * WIDTH + 7]! += (this.kept_J[row]! * loss_1_day * dt_s) / DAY_S;
    }
    if (this.has.water) after[WATER] = c.solvers.water!.stored!();
    for (let a = 0; a < ACCOUNTS.length; a++) {
      for (let t = 0; t < 4; t++) books[a * WIDTH + 4 + t]! += rate[a * 4 + t]! * dt_s;
      books[a * WIDTH + 6]! += after[a]! - this.before[a]!;
    }
    this.bill(dt_s);
  }

  private bill(dt_s: number): void {
    const at = ACCOUNTS.length * WIDTH;
    const { bought_W } = this;
    this.books[at]! += (bought_W * dt_s * this.price) / 3.6e6;
    this.books[at + 1]! += (this.rate[GAS * 4]! * dt_s * GROSS_CALORIFIC_J_KG * TARIFF.gas_EUR_kWhGross) / 3.6e6;
    this.books[at + 2]! += this.rate[WATER * 4]! * dt_s * TARIFF.water_EUR_m3;
    this.books[at + 3]! += (bought_W * dt_s * TARIFF.gridCarbon_kg_kWh) / 3.6e6;
  }

  /** The tick's amounts go to the run's, and its gap is judged. */
  private close(nextTick: number): void {
    const { books } = this;
    for (let a = 0; a < ACCOUNTS.length; a++) {
      const at = a * WIDTH;
      const gap = books[at + 4]! - books[at + 5]! - books[at + 6]! - books[at + 7]!;
      const through = Math.max(Math.abs(books[at + 4]!), Math.abs(books[at + 5]!), FLOORS[ACCOUNTS[a]!.unit]);
      const relative = Number.isNaN(gap) ? Number.POSITIVE_INFINITY : Math.abs(gap) / through;
      if (relative > books[at + 8]!) {
        books[at + 8] = relative;
        books[at + 9] = this.tick;
      }
      for (let t = 0; t < 4; t++) {
        books[at + t]! += books[at + 4 + t]!;
        books[at + 4 + t] = 0;
      }
    }
    this.tick = nextTick;
  }

  summary(): LedgerSummary {
    this.close(this.tick);
    const { books } = this;
    const rows: LedgerRow[] = ACCOUNTS.map(({ name, unit }, a) => {
      const [into, out, stored, lost] = [0, 1, 2, 3].map((t) => books[a * WIDTH + t]!) as [
        number,
        number,
        number,
        number,
      ];
      const gap = into - out - stored - lost;
      const worst_relative = books[a * WIDTH + 8]!;
      return { name, unit, in: into, out, stored, lost, gap, worst_relative, worst_tick: books[a * WIDTH + 9]! };
    });
    const at = ACCOUNTS.length * WIDTH;
    const lines = ["electricity import", "gas import", "water import"].map((what, i) => ({
      what,
      amount: books[at + i]!,
    }));
    return {
      worst_relative: rows.reduce((worst, r) => Math.max(worst, r.worst_relative), 0),
      per_utility: rows,
      money: { currency: "EUR", lines, total: lines.reduce((sum, l) => sum + l.amount, 0) },
    };
  }

  save(): Float64Array {
    return Float64Array.of(this.tick, ...this.books);
  }

  restore(state: Float64Array): void {
    this.tick = state[0]!;
    this.books.set(state.subarray(1));
  }
}
