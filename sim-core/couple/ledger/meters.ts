import type { Coupling } from "../coupling";
import { numberField } from "../surroundings";
import type { NetworkMeters } from "./networks";

const DAY_S = 86_400;

/**
 * Amounts over the tick of everything that stands at a network: its own rates, held over each step, times the step's
 * length. They live in the district's recorded columns; a Frame shows those of the tick that ended with it.
 */
export class Meters {
  readonly building;
  readonly device;
  readonly fed;
  readonly supply;
  private readonly rates;
  private readonly stored_J: Float64Array;
  private readonly kept_J: Float64Array;
  /** What conversion in a battery and the walls of a store lose, by the law of each; J over the tick, by device. */
  readonly storeLoss_J: Float64Array;
  readonly storeGain_J: Float64Array;
  private readonly oneWay_1: Float64Array;
  private readonly loss_1_day: Float64Array;
  /** Node of each building's and device's water port, -1 without. */
  private readonly waterNode: Int32Array;
  private readonly deviceWaterNode: Int32Array;
  private readonly batteryRows: Int32Array;
  private readonly storeRows: Int32Array;

  constructor(
    private readonly c: Coupling,
    private readonly networks: NetworkMeters,
  ) {
    const { table, around } = c;
    const f = (rows: string, name: string) => table.f64(rows, name);
    this.building = {
      electricity_J: f("building", "electricity_J"),
      gas_kg: f("building", "gas_kg"),
      water_m3: f("building", "water_m3"),
      heat_J: f("building", "heat_J"),
      cold_J: f("building", "cold_J"),
    };
    this.device = {
      electricity_J: f("device", "electricity_J"),
      gas_kg: f("device", "gas_kg"),
      heat_J: f("device", "heat_J"),
      cold_J: f("device", "cold_J"),
      water_m3: f("device", "water_m3"),
      co2_kg: f("device", "co2_kg"),
    };
    this.fed = { electricity_J: f("fed", "electricity_J") };
    this.supply = {
      electricity_J: f("supply", "electricity_J"),
      gas_kg: f("supply", "gas_kg"),
      water_m3: f("supply", "water_m3"),
      heat_J: f("supply", "heat_J"),
      cold_J: f("supply", "cold_J"),
    };
    this.rates = {
      electric_W: f("building", "electric_W"),
      buildingGas_kg_s: f("building", "gas_kg_s"),
      buildingWater_m3_s: f("building", "water_m3_s"),
      power_W: f("device", "power_W"),
      gas_kg_s: f("device", "gas_kg_s"),
      heat_W: f("device", "heat_W"),
      cold_W: f("device", "cold_W"),
      water_m3_s: f("device", "water_m3_s"),
      co2_kg_s: f("device", "co2_kg_s"),
      fed_W: f("fed", "power_W"),
    };
    this.stored_J = f("device", "stored_J");
    const devices = table.numbering.device!.ids;
    const blank = () => new Float64Array(devices.length);
    this.kept_J = blank();
    this.storeLoss_J = blank();
    this.storeGain_J = blank();
    this.oneWay_1 = blank();
    this.loss_1_day = blank();
    const batteries: number[] = [];
    const stores: number[] = [];
    devices.forEach((id, row) => {
      const e = around.element(id)!;
      if (e.kind === "battery") {
        batteries.push(row);
        this.oneWay_1[row] = Math.sqrt(numberField(e, "roundTrip_1", 0.88));
      } else if (e.kind === "hotStore" || e.kind === "coldStore") {
        stores.push(row);
        this.loss_1_day[row] = numberField(e, "loss_1_day", e.kind === "hotStore" ? 0.0019 : 0.015);
      }
    });
    this.batteryRows = Int32Array.from(batteries);
    this.storeRows = Int32Array.from(stores);
    const nodeOf = new Map<string, number>();
    around.ports.forEach("water", "portInflow_m3_s", (node, _wanted, _used, handle) =>
      nodeOf.set(around.ports.owner(handle), node),
    );
    this.deviceWaterNode = Int32Array.from(devices, (id) => nodeOf.get(id) ?? -1);
    this.waterNode = Int32Array.from(c.buildings.list, (b) => around.ports.row(b.ports.water));
  }

  /** A new tick. */
  begin(): void {
    for (const set of [this.building, this.device, this.fed])
      for (const column of Object.values(set) as Float64Array[]) column.fill(0);
    const { supply } = this.networks;
    const rates = [supply.power_W, supply.gas_kg_s, supply.water_m3_s, supply.heat_W, supply.cold_W];
    (Object.values(this.supply) as Float64Array[]).forEach((column, k) => {
      for (let s = 0; s < column.length; s++) column[s] = Number.isNaN(rates[k]![s]!) ? Number.NaN : 0;
    });
    this.storeLoss_J.fill(0);
    this.storeGain_J.fill(0);
  }

  hold(): void {
    for (const row of this.storeRows) this.kept_J[row] = this.stored_J[row]!;
    for (const row of this.batteryRows) this.kept_J[row] = this.stored_J[row]!;
  }

  /** After the stores moved over `dt_s`. */
  post(dt_s: number): void {
    const { building: b, device: d, rates: r, networks } = this;
    const { loopHeat_W, loopCold_W } = this.c.buildings;
    const { delivered_1 } = networks;
    for (let i = 0; i < b.gas_kg.length; i++) {
      b.electricity_J[i]! += r.electric_W[i]! * dt_s;
      b.gas_kg[i]! += r.buildingGas_kg_s[i]! * dt_s;
      const node = this.waterNode[i]!;
      if (node >= 0) b.water_m3[i]! += r.buildingWater_m3_s[i]! * delivered_1[node]! * dt_s;
      b.heat_J[i]! += loopHeat_W[i]! * dt_s;
      b.cold_J[i]! += loopCold_W[i]! * dt_s;
    }
    for (let i = 0; i < d.gas_kg.length; i++) {
      d.electricity_J[i]! += r.power_W[i]! * dt_s;
      d.gas_kg[i]! += r.gas_kg_s[i]! * dt_s;
      d.heat_J[i]! += r.heat_W[i]! * dt_s;
      d.cold_J[i]! += r.cold_W[i]! * dt_s;
      // A tower's basin that gets no water carries its chiller on; it is not metered what it did not get.
      const node = this.deviceWaterNode[i]!;
      if (node >= 0) d.water_m3[i]! += r.water_m3_s[i]! * delivered_1[node]! * dt_s;
      d.co2_kg[i]! += r.co2_kg_s[i]! * dt_s;
    }
    const fed_J = this.fed.electricity_J;
    for (let i = 0; i < fed_J.length; i++) fed_J[i]! += r.fed_W[i]! * dt_s;
    const s = this.supply;
    const given = networks.supply;
    for (let i = 0; i < s.gas_kg.length; i++) {
      s.electricity_J[i]! += given.power_W[i]! * dt_s;
      s.gas_kg[i]! += given.gas_kg_s[i]! * dt_s;
      s.water_m3[i]! += given.water_m3_s[i]! * dt_s;
      s.heat_J[i]! += given.heat_W[i]! * dt_s;
      s.cold_J[i]! += given.cold_W[i]! * dt_s;
    }
    for (const row of this.batteryRows) {
      const p = r.power_W[row]!;
      const oneWay_1 = this.oneWay_1[row]!;
      this.storeLoss_J[row]! += (p >= 0 ? p * (1 / oneWay_1 - 1) : -p * (1 - oneWay_1)) * dt_s;
      this.storeGain_J[row]! += this.stored_J[row]! - this.kept_J[row]!;
    }
    for (const row of this.storeRows) {
      this.storeLoss_J[row]! += (this.kept_J[row]! * this.loss_1_day[row]! * dt_s) / DAY_S;
      this.storeGain_J[row]! += this.stored_J[row]! - this.kept_J[row]!;
    }
  }
}
