import { GROSS_CALORIFIC_J_KG, NET_CALORIFIC_J_KG } from "../../utilities/registry";
import type { Coupling } from "../coupling";
import {
  ACCOUNTS,
  CARBON,
  CLOSURE,
  COLD,
  ENERGY,
  FLOORS,
  GAS,
  HEAT,
  IN,
  type LedgerRow,
  type LedgerSummary,
  type LedgerTick,
  LOST,
  MONEY,
  OUT,
  PARTIES,
  PARTY,
  PORTS,
  POWER,
  STORED,
  TERMS,
  WATER,
} from "./accounts";
import { faultOf } from "./fault";
import { Meters } from "./meters";
import { Money } from "./money";
import { NETWORK_RATES, NetworkMeters, type NetworkRate } from "./networks";
import { TARIFF } from "./tariff";

export type { LedgerRow, LedgerSummary, LedgerTick, Payment } from "./accounts";

const CARBON_KG = (NET_CALORIFIC_J_KG / 3.6e6) * TARIFF.gasCarbon_kg_kWhNet;
/** Of the run by account: its four terms, the worst relative gap, its tick, and the element at fault (its place in the district). */
const WIDTH = TERMS + 3;
const NOBODY = -1;

/** What a kind of device does with what goes through it, for the energy of the district. */
type Conversion = "sun" | "ambient" | "rejects" | "burns" | "stores" | "uses";
const CONVERSION: Readonly<Record<string, Conversion>> = {
  pv: "sun",
  heatPump: "ambient",
  chiller: "rejects",
  chp: "burns",
  boiler: "burns",
  peaker: "burns",
  battery: "stores",
  hotStore: "stores",
  coldStore: "stores",
};

/**
 * The books of a run. Flows are held over a step by the stepper, so a step's amount is the settled rate times its
 * length, taken just before the stores move; stores are read before and after. Each side is read where it arises:
 * what networks carry from the solvers, what is taken and given from the buildings' and devices' own columns, and
 * stores' losses from their own law. No term is what is left over.
 *
 * - electricity: supplies, CHP, PV = users + batteries (stored, and their conversion) + losses of the branches. A
 *   shunt with conductance has no column: its draw would show as a gap.
 * - gas (kg): what leaves the city sources = what consumers burn. Linepack is not simulated, so nothing is stored.
 * - heat, cold: plants' sources = consumers + stores + losses of pipes (of the steady state held over the step).
 *   A plant without sources is a connection to another network and gives what its loop takes.
 * - water (m3): reservoirs = what junctions draw + tanks + leaks and bursts. What a full tank spills has no column: a gap.
 * - CO2 on site: carbon of the gas the network delivered = what the burners say they emit.
 * - energy ports: electricity and heat that change hands as the networks know them = as devices and buildings say.
 * - energy of the district: all carriers over one fence, gas by its gross calorific value. In: grid, gas, sun, ambient
 *   heat of heat pumps, heat that cooling takes out of rooms. Out: what is used, what chillers reject, what is sold.
 *   Lost: in lines and pipes, in engines and boilers, in stores.
 * - money of the district: what sellers book by their networks' readings = what buyers pay by their own meters.
 *
 * A tick's amounts and accounts lie in the district's columns from its end until the next Frame has shown them.
 */
export class Ledger {
  private readonly books = new Float64Array(ACCOUNTS.length * WIDTH);
  private readonly networks: NetworkMeters;
  private readonly meters: Meters;
  private readonly money: Money;
  /** The networks' own amounts over the tick. */
  private readonly sums: Record<NetworkRate, number>;
  /** Gross, by their own meters, over the tick. */
  private portsSaid_J = 0;
  private stored_m3 = 0;
  private gainedWater_m3 = 0;
  private gridCarbon_kg = 0;
  private onSiteCarbon_kg = 0;
  private readonly conversions: readonly Conversion[];
  private readonly isHotStore: Uint8Array;
  private readonly isColdStore: Uint8Array;
  private readonly isGrid: Uint8Array;
  /** By account: its five columns and its row in them. */
  private readonly columns: readonly { readonly terms: readonly Float64Array[]; readonly row: number }[];
  private readonly now: Float64Array = new Float64Array(TERMS);

  constructor(
    private readonly c: Coupling,
    private readonly localHour: (time_s: number) => number,
  ) {
    const { table, around } = c;
    this.networks = new NetworkMeters(c);
    this.meters = new Meters(c, this.networks);
    this.money = new Money(c, this.meters);
    const zero: Partial<Record<NetworkRate, number>> = {};
    for (const name of NETWORK_RATES) zero[name] = 0;
    this.sums = zero as Record<NetworkRate, number>;
    const devices = table.numbering.device!.ids.map((id) => around.element(id)!.kind);
    this.conversions = devices.map((kind) => CONVERSION[kind] ?? "uses");
    this.isHotStore = Uint8Array.from(devices, (kind) => (kind === "hotStore" ? 1 : 0));
    this.isColdStore = Uint8Array.from(devices, (kind) => (kind === "coldStore" ? 1 : 0));
    this.isGrid = Uint8Array.from(table.numbering.supply!.ids, (id) =>
      around.element(id)!.kind === "gridSupply" ? 1 : 0,
    );
    this.columns = ACCOUNTS.map(({ name, unit, rows }) => ({
      terms: ["in", "out", "stored", "lost", "gap"].map((term) => table.f64(rows, `${term}_${unit}`)),
      row: table.numbering[rows]!.row(name),
    }));
    for (let a = 0; a < ACCOUNTS.length; a++) this.books[a * WIDTH + TERMS + 2] = NOBODY;
    this.networks.hold();
    this.begin();
  }

  /** A Frame has shown the last tick's amounts: those of the next one start at nothing. */
  begin(): void {
    for (const name of NETWORK_RATES) this.sums[name] = 0;
    this.portsSaid_J = 0;
    this.gainedWater_m3 = 0;
    this.meters.begin();
    this.money.begin();
  }

  private waterStored_m3(): number {
    return this.c.solvers.water?.stored?.() ?? 0;
  }

  /** Before the stores move: the rates that the step holds. */
  hold(): void {
    this.networks.hold();
    this.meters.hold();
    this.stored_m3 = this.waterStored_m3();
  }

  /** After the stores moved over `dt_s`. */
  post(dt_s: number): void {
    const { sums, networks, c } = this;
    for (const name of NETWORK_RATES) sums[name] += networks.rates[name] * dt_s;
    this.meters.post(dt_s);
    this.money.post(dt_s, networks);
    this.gainedWater_m3 += this.waterStored_m3() - this.stored_m3;
    if (!c.solvers.power) return;
    let said_W = 0;
    for (const w of c.table.f64("building", "electric_W")) said_W += w;
    for (const w of c.table.f64("fed", "power_W")) said_W += w;
    for (const w of c.table.f64("device", "power_W")) said_W += Math.abs(w);
    this.portsSaid_J += said_W * dt_s;
  }

  /** The end of a tick: its accounts, judged, and added to the run's. */
  close(tick: number, from_s: number): void {
    this.closeNetworks(tick);
    this.closeEnergy(tick);
    const { money } = this;
    money.close(this.localHour(from_s), this.sums);
    let [received, spent] = [0, 0];
    for (let p = 0; p < PARTIES.length; p++) {
      received += money.received[p]!;
      spent += money.spent[p]!;
      this.put(PARTY + p, tick, money.received[p]!, money.spent[p]!, money.received[p]! - money.spent[p]!, 0);
    }
    this.put(MONEY, tick, received, spent, 0, 0);
    const bought = this.meters.supply.electricity_J;
    for (let s = 0; s < bought.length; s++)
      if (this.isGrid[s] && bought[s]! > 0) this.gridCarbon_kg += (bought[s]! * TARIFF.gridCarbon_kg_kWh) / 3.6e6;
  }

  private closeNetworks(tick: number): void {
    const { sums, meters } = this;
    const { building: b, device: d, fed, supply } = meters;
    let [electricity, gas, emitted, heard_J] = [0, 0, 0, 0];
    for (let i = 0; i < b.gas_kg.length; i++) {
      electricity += b.electricity_J[i]!;
      gas += b.gas_kg[i]!;
      heard_J += b.heat_J[i]! + b.cold_J[i]!;
    }
    emitted += gas * CARBON_KG;
    for (const j of fed.electricity_J) electricity += j;
    let [eIn, eOut, eStored, eLost] = [0, this.c.solvers.power ? electricity : 0, 0, 0];
    let [gIn, gOut] = [sums.gasInjected_kg_s, sums.gasDrawn_kg_s + gas];
    let [hIn, hStored, hLost] = [0, 0, sums.heatLost_W];
    let [cIn, cStored, cLost] = [0, 0, sums.coldLost_W];
    for (let i = 0; i < d.gas_kg.length; i++) {
      emitted += d.co2_kg[i]!;
      gOut -= d.gas_kg[i]!;
      if (this.isHotStore[i]) {
        hStored += meters.storeGain_J[i]!;
        hLost += meters.storeLoss_J[i]!;
        continue;
      }
      if (this.isColdStore[i]) {
        cStored += meters.storeGain_J[i]!;
        cLost += meters.storeLoss_J[i]!;
        continue;
      }
      hIn += d.heat_J[i]!;
      cIn += d.cold_J[i]!;
      if (!this.c.solvers.power) continue;
      const j = d.electricity_J[i]!;
      if (this.conversions[i] === "stores") {
        eStored += meters.storeGain_J[i]!;
        eLost += meters.storeLoss_J[i]!;
      } else if (j > 0) eIn += j;
      else eOut -= j;
    }
    for (let s = 0; s < supply.gas_kg.length; s++) {
      const [e, g] = [supply.electricity_J[s]!, supply.gas_kg[s]!];
      if (e > 0) eIn += e;
      else if (e < 0) eOut -= e;
      if (g > 0) gIn += g;
      else if (g < 0) gOut -= g;
      if (!Number.isNaN(supply.heat_J[s]!)) hIn += supply.heat_J[s]!;
      if (!Number.isNaN(supply.cold_J[s]!)) cIn += supply.cold_J[s]!;
    }
    this.put(POWER, tick, eIn, eOut + sums.servedLoad_W, eStored, eLost + sums.branchLoss_W);
    this.put(GAS, tick, gIn, gOut, 0, 0);
    this.put(HEAT, tick, hIn, sums.heatUsed_W, hStored, hLost);
    this.put(COLD, tick, cIn, sums.coldUsed_W, cStored, cLost);
    let [wIn, wOut] = [sums.waterInjected_m3_s, sums.waterDrawn_m3_s];
    for (const w of supply.water_m3) {
      if (w > 0) wIn += w;
      else if (w < 0) wOut -= w;
    }
    this.put(WATER, tick, wIn, wOut, this.gainedWater_m3, sums.waterLeaked_m3_s);
    this.onSiteCarbon_kg += emitted;
    this.put(CARBON, tick, sums.gasToPorts_kg_s * CARBON_KG, emitted, 0, 0);
    const known_J =
      sums.electricityHandedOut_W +
      sums.electricityTakenIn_W +
      (sums.heatUsed_W - sums.heatToOthers_W) +
      (sums.coldUsed_W - sums.coldToOthers_W);
    this.put(PORTS, tick, known_J, this.portsSaid_J + heard_J, 0, 0);
  }

  private closeEnergy(tick: number): void {
    const { sums, meters } = this;
    const { building: b, device: d, fed, supply } = meters;
    const gross = GROSS_CALORIFIC_J_KG;
    const isPowered = !!this.c.solvers.power;
    let into = sums.gasInjected_kg_s * gross + sums.coldToOthers_W + sums.coldLost_W;
    let out = sums.servedLoad_W + sums.gasDrawn_kg_s * gross + sums.heatToOthers_W;
    let lost = sums.branchLoss_W + sums.heatLost_W;
    let stored = 0;
    for (let i = 0; i < b.gas_kg.length; i++) {
      if (isPowered) out += b.electricity_J[i]!;
      out += b.gas_kg[i]! * gross + b.heat_J[i]!;
      into += b.cold_J[i]!;
    }
    if (isPowered) for (const j of fed.electricity_J) out += j;
    for (let i = 0; i < d.gas_kg.length; i++) {
      // Without a power network nobody takes or gives electricity to anybody.
      const e = isPowered ? d.electricity_J[i]! : 0;
      const [h, c, fuel] = [d.heat_J[i]!, d.cold_J[i]!, -d.gas_kg[i]! * gross];
      switch (this.conversions[i]) {
        case "sun":
          into += e;
          break;
        case "ambient":
          into += h + e;
          break;
        case "rejects":
          out += c - e;
          break;
        case "burns":
          lost += fuel - e - h;
          break;
        case "stores":
          // Cold that is stored is heat that is not there.
          if (this.isColdStore[i]) {
            stored -= meters.storeGain_J[i]!;
            into += meters.storeLoss_J[i]!;
          } else if (isPowered || this.isHotStore[i]) {
            stored += meters.storeGain_J[i]!;
            lost += meters.storeLoss_J[i]!;
          }
          break;
        default:
          if (e > 0) into += e;
          else out -= e;
      }
    }
    for (let s = 0; s < supply.gas_kg.length; s++) {
      const [e, g, h, c] = [supply.electricity_J[s]!, supply.gas_kg[s]!, supply.heat_J[s]!, supply.cold_J[s]!];
      if (e > 0) into += e;
      else if (e < 0) out -= e;
      if (g > 0) into += g * gross;
      else if (g < 0) out -= g * gross;
      if (!Number.isNaN(h)) into += h;
      if (!Number.isNaN(c)) out += c;
    }
    this.put(ENERGY, tick, into, out, stored, lost);
  }

  /** One account of the tick into its columns and the run's books. */
  private put(account: number, tick: number, into: number, out: number, stored: number, lost: number): void {
    const { unit, isJudged } = ACCOUNTS[account]!;
    const { terms, row } = this.columns[account]!;
    const { now, books } = this;
    now[IN] = into;
    now[OUT] = out;
    now[STORED] = stored;
    now[LOST] = lost;
    const gap = into - out - stored - lost;
    for (let t = 0; t < TERMS; t++) terms[t]![row] = now[t]!;
    terms[TERMS]![row] = gap;
    const at = account * WIDTH;
    for (let t = 0; t < TERMS; t++) books[at + t]! += now[t]!;
    if (!isJudged) return;
    // What went through in this tick, from stores and into them too: a tower that feeds a burst main moves much of it.
    const given = Math.abs(into) + Math.max(-stored, 0);
    const taken = Math.abs(out) + Math.max(stored, 0) + Math.max(lost, 0);
    const relative = Number.isNaN(gap)
      ? Number.POSITIVE_INFINITY
      : Math.abs(gap) / Math.max(given, taken, FLOORS[unit]);
    if (!(relative > books[at + TERMS]!)) return;
    books[at + TERMS] = relative;
    books[at + TERMS + 1] = tick;
    const fault = relative > CLOSURE ? faultOf(this.c, account === ENERGY ? this.carrierAtFault(gap) : account) : "";
    books[at + TERMS + 2] = fault === "" ? NOBODY : this.c.district.elements.findIndex((e) => e.id === fault);
  }

  /** The carrier whose own gap explains most of the district's; they are closed before it. */
  private carrierAtFault(gap_J: number): number {
    const gapOf_J = (account: number) => {
      const { terms, row } = this.columns[account]!;
      return Math.abs(terms[TERMS]![row]!) * (account === GAS ? GROSS_CALORIFIC_J_KG : 1);
    };
    const worst = [POWER, GAS, HEAT, COLD].reduce((a, b) => (gapOf_J(b) > gapOf_J(a) ? b : a));
    return gapOf_J(worst) > 0.1 * Math.abs(gap_J) ? worst : ENERGY;
  }

  /** The accounts of the tick that closed last. */
  lastTick(): LedgerTick[] {
    return ACCOUNTS.map(({ name, unit }, a) => {
      const { terms, row } = this.columns[a]!;
      const [into, out, stored, lost, gap] = terms.map((column) => column[row]!) as [
        number,
        number,
        number,
        number,
        number,
      ];
      return { name, unit, in: into, out, stored, lost, gap };
    });
  }

  summary(): LedgerSummary {
    const { books, c, money } = this;
    const rows: LedgerRow[] = ACCOUNTS.map(({ name, unit }, a) => {
      const at = a * WIDTH;
      const [into, out, stored, lost] = [IN, OUT, STORED, LOST].map((t) => books[at + t]!) as [
        number,
        number,
        number,
        number,
      ];
      return {
        name,
        unit,
        in: into,
        out,
        stored,
        lost,
        gap: into - out - stored - lost,
        worst_relative: books[at + TERMS]!,
        worst_tick: books[at + TERMS + 1]!,
        worst_device: c.district.elements[books[at + TERMS + 2]!]?.id ?? "",
      };
    });
    const payments = money.payments();
    const lines = ["electricity", "gas", "heat", "cold", "water"]
      .map((what) => ({
        what: `${what} import`,
        amount: payments.filter((p) => p.to === "outside" && p.what === what).reduce((sum, p) => sum + p.amount, 0),
      }))
      .filter((line) => line.amount !== 0);
    return {
      worst_relative: rows.reduce((worst, r) => Math.max(worst, r.worst_relative), 0),
      per_utility: rows.slice(0, PARTY),
      money: {
        currency: "EUR",
        lines,
        total: lines.reduce((sum, l) => sum + l.amount, 0),
        payments,
        balances: PARTIES.map((party, p) => ({ party, amount: rows[PARTY + p]!.in - rows[PARTY + p]!.out })),
      },
      co2_kg: { onSite: this.onSiteCarbon_kg, grid: this.gridCarbon_kg },
    };
  }

  save(): Float64Array {
    return Float64Array.of(this.gridCarbon_kg, this.onSiteCarbon_kg, ...this.books, ...this.money.paid);
  }

  restore(state: Float64Array): void {
    this.gridCarbon_kg = state[0]!;
    this.onSiteCarbon_kg = state[1]!;
    this.books.set(state.subarray(2, 2 + this.books.length));
    this.money.paid.set(state.subarray(2 + this.books.length));
  }
}
