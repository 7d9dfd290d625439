import { GROSS_CALORIFIC_J_KG } from "../../utilities/registry";
import type { Coupling } from "../coupling";
import { PARTIES, type Party, type Payment } from "./accounts";
import type { Meters } from "./meters";
import type { NetworkMeters } from "./networks";
import { electricityPrice_EUR_kWh, TARIFF } from "./tariff";

const GOODS = ["electricity", "gas", "heat", "cold", "water"] as const;
const [ELECTRICITY, GAS, HEAT, COLD, WATER] = [0, 1, 2, 3, 4] as const;
const N = PARTIES.length;
const [WATER_CO, POWER_CO, GAS_CO, HEAT_CO, USERS, OUTSIDE] = [0, 1, 2, 3, 4, 5] as const;
const PER_KWH = 1 / 3.6e6;

/**
 * Who pays whom. Every delivery is read twice: the seller books what his network was solved with, the buyer pays what
 * his own meter says. So what all receive is what all pay only if the two agree: that is the account of money.
 * Each company sells at one tariff to everybody, buys what others feed in, and pays itself nothing.
 */
export class Money {
  /** [good][payer][payee] of the run, EUR. */
  readonly paid = new Float64Array(GOODS.length * N * N);
  /** Of the tick: what each received by the seller's meter, and paid by the buyer's. */
  readonly received = new Float64Array(N);
  readonly spent = new Float64Array(N);
  private readonly deviceParty: Uint8Array;
  private readonly fedParty: Uint8Array;
  private readonly supplyIsGrid: Uint8Array;
  private readonly portParty: Uint8Array;
  /** Of the tick by party, as the networks were solved with: electricity J, gas kg, water m3. */
  private readonly outByParty = new Float64Array(3 * N);
  private readonly inByParty = new Float64Array(3 * N);
  /** What the devices of each party took and gave by their own meters: a battery may do both within a tick. */
  private readonly takenBy_J = new Float64Array(N);
  private readonly givenBy_J = new Float64Array(N);
  private readonly device_W: Float64Array;

  constructor(
    private readonly c: Coupling,
    private readonly meters: Meters,
  ) {
    const { district, table, around } = c;
    const utilityOf = new Map<string, string>(district.owners.map((o) => [o.id, o.utility]));
    const partyOf = (id: string): number => {
      const element = around.element(id);
      if (!element || element.kind === "building") return USERS;
      const at = PARTIES.indexOf((utilityOf.get(element.owner) ?? "users") as Party);
      return at < 0 ? USERS : at;
    };
    this.deviceParty = Uint8Array.from(table.numbering.device!.ids, partyOf);
    this.fedParty = Uint8Array.from(table.numbering.fed!.ids, partyOf);
    this.device_W = table.f64("device", "power_W");
    this.supplyIsGrid = Uint8Array.from(table.numbering.supply!.ids, (id) =>
      around.element(id)!.kind === "generator" ? 0 : 1,
    );
    const parties: number[] = [];
    around.ports.forEachSettled((handle, owner) => {
      parties[handle] = partyOf(owner);
    });
    this.portParty = Uint8Array.from(parties);
  }

  begin(): void {
    this.outByParty.fill(0);
    this.inByParty.fill(0);
    this.takenBy_J.fill(0);
    this.givenBy_J.fill(0);
  }

  /** The sellers' meters: what the networks were solved with, by party. */
  post(dt_s: number, networks: NetworkMeters): void {
    const { ports } = this.c.around;
    const { device_W } = this;
    for (let i = 0; i < device_W.length; i++) {
      const w = device_W[i]!;
      (w < 0 ? this.takenBy_J : this.givenBy_J)[this.deviceParty[i]!]! += Math.abs(w) * dt_s;
    }
    const add = (k: number, handle: number, rate: number) => {
      const to = rate < 0 ? this.outByParty : this.inByParty;
      to[k * N + this.portParty[handle]!]! += Math.abs(rate) * dt_s;
    };
    ports.forEach("power", "portPower_W", (_row, _wanted, used, handle) => add(0, handle, used));
    ports.forEach("gas", "portInflow_kg_s", (_row, _wanted, used, handle) => add(1, handle, used));
    ports.forEach("water", "portInflow_m3_s", (row, _wanted, used, handle) =>
      add(2, handle, used * networks.delivered_1[row]!),
    );
  }

  /** The tick's payments, at the prices of its local hour. `sums`: the networks' own amounts over the tick. */
  close(localHour: number, sums: Readonly<Record<string, number>>): void {
    const { building: b, device: d, fed, supply } = this.meters;
    this.received.fill(0);
    this.spent.fill(0);
    const power = electricityPrice_EUR_kWh(TARIFF, localHour) * PER_KWH;
    const feedIn = TARIFF.feedIn_EUR_kWh * PER_KWH;
    const gas = GROSS_CALORIFIC_J_KG * TARIFF.gas_EUR_kWhGross * PER_KWH;
    const water = TARIFF.water_EUR_m3;
    const heat = TARIFF.heat_EUR_kWh * PER_KWH;
    const cold = TARIFF.cold_EUR_kWh * PER_KWH;
    const heatIn = TARIFF.heatFeedIn_EUR_kWh * PER_KWH;
    const coldIn = TARIFF.coldFeedIn_EUR_kWh * PER_KWH;
    // By the buyers' meters.
    for (let i = 0; i < b.gas_kg.length; i++) {
      this.pay(ELECTRICITY, USERS, POWER_CO, b.electricity_J[i]! * power);
      this.pay(GAS, USERS, GAS_CO, b.gas_kg[i]! * gas);
      this.pay(HEAT, USERS, HEAT_CO, b.heat_J[i]! * heat);
      this.pay(COLD, USERS, HEAT_CO, b.cold_J[i]! * cold);
      this.pay(WATER, USERS, WATER_CO, b.water_m3[i]! * water);
    }
    for (let i = 0; i < d.gas_kg.length; i++) {
      const party = this.deviceParty[i]!;
      this.pay(GAS, party, GAS_CO, -d.gas_kg[i]! * gas);
      this.pay(WATER, party, WATER_CO, -d.water_m3[i]! * water);
      if (party !== HEAT_CO) {
        this.payBoth(HEAT, HEAT_CO, party, d.heat_J[i]! * heatIn);
        this.payBoth(COLD, HEAT_CO, party, d.cold_J[i]! * coldIn);
      }
    }
    for (let i = 0; i < fed.electricity_J.length; i++)
      this.pay(ELECTRICITY, this.fedParty[i]!, POWER_CO, fed.electricity_J[i]! * power);
    for (let party = 0; party < N; party++) {
      this.pay(ELECTRICITY, party, POWER_CO, this.takenBy_J[party]! * power);
      if (party !== POWER_CO) this.receive(party, this.givenBy_J[party]! * feedIn);
    }
    // By the sellers' meters; what is fed in, by that of the power company who buys it.
    for (let party = 0; party < N; party++) {
      const [e_J, g_kg, w_m3] = [0, 1, 2].map((k) => this.outByParty[k * N + party]!) as [number, number, number];
      if (party !== POWER_CO) this.receive(POWER_CO, e_J * power);
      if (party !== GAS_CO) this.receive(GAS_CO, g_kg * gas);
      if (party !== WATER_CO) this.receive(WATER_CO, w_m3 * water);
      if (party !== POWER_CO) this.pay(ELECTRICITY, POWER_CO, party, this.inByParty[party]! * feedIn);
    }
    const toBuildings = (used: string, others: string) => sums[used]! - sums[others]!;
    this.receive(HEAT_CO, toBuildings("heatUsed_W", "heatToOthers_W") * heat);
    this.receive(HEAT_CO, toBuildings("coldUsed_W", "coldToOthers_W") * cold);
    // Customers without a meter of their own stand in the network's books alone.
    this.payBoth(HEAT, USERS, HEAT_CO, sums.heatToOthers_W! * heat);
    this.payBoth(COLD, USERS, HEAT_CO, sums.coldToOthers_W! * cold);
    this.payBoth(ELECTRICITY, USERS, POWER_CO, sums.servedLoad_W! * power);
    this.payBoth(GAS, USERS, GAS_CO, sums.gasDrawn_kg_s! * gas);
    this.payBoth(WATER, USERS, WATER_CO, sums.waterToOthers_m3_s! * water);
    // The world around.
    for (let s = 0; s < supply.gas_kg.length; s++) {
      const e_J = supply.electricity_J[s]!;
      if (this.supplyIsGrid[s] && e_J > 0) this.payBoth(ELECTRICITY, POWER_CO, OUTSIDE, e_J * power);
      if (this.supplyIsGrid[s] && e_J < 0) this.payBoth(ELECTRICITY, OUTSIDE, POWER_CO, -e_J * feedIn);
      if (supply.gas_kg[s]! > 0) this.payBoth(GAS, GAS_CO, OUTSIDE, supply.gas_kg[s]! * gas);
      if (supply.water_m3[s]! > 0) this.payBoth(WATER, WATER_CO, OUTSIDE, supply.water_m3[s]! * water);
      if (supply.heat_J[s]! > 0) this.payBoth(HEAT, HEAT_CO, OUTSIDE, supply.heat_J[s]! * heatIn);
      if (supply.cold_J[s]! > 0) this.payBoth(COLD, HEAT_CO, OUTSIDE, supply.cold_J[s]! * coldIn);
    }
  }

  private pay(good: number, from: number, to: number, amount: number): void {
    if (from === to || amount === 0) return;
    this.paid[(good * N + from) * N + to]! += amount;
    this.spent[from]! += amount;
  }

  private receive(party: number, amount: number): void {
    this.received[party]! += amount;
  }

  private payBoth(good: number, from: number, to: number, amount: number): void {
    if (from === to) return;
    this.pay(good, from, to, amount);
    this.receive(to, amount);
  }

  payments(): Payment[] {
    const found: Payment[] = [];
    for (let good = 0; good < GOODS.length; good++)
      for (let from = 0; from < N; from++)
        for (let to = 0; to < N; to++) {
          const amount = this.paid[(good * N + from) * N + to]!;
          if (amount !== 0) found.push({ from: PARTIES[from]!, to: PARTIES[to]!, what: GOODS[good]!, amount });
        }
    return found;
  }
}
