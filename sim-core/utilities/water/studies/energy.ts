import type { Profile } from "../../../model/district";
import { STATUS, type WaterNet } from "../net";
import type { WaterNetwork } from "../network";

export interface PumpEnergy {
  readonly id: string;
  /** Water power over efficiency, summed over the steps; a steady state counts as one hour. */
  kwh: number;
  peak_kW: number;
  running_s: number;
  /** Energy times its price of the moment, in the file's own currency. */
  cost: number;
}

/** Price per kWh of one pump. */
interface Price {
  readonly base: number;
  readonly profile: Profile | undefined;
}

/** What pumps use and what it costs. Power is taken at the start of a step, before tank levels move. */
export class EnergyMeter {
  readonly pumps: PumpEnergy[];
  /** Greatest power of all pumps together: what a demand charge is paid for. */
  peak_kW = 0;
  private readonly prices: readonly Price[];
  private readonly power_kW: Float64Array;
  private at_s = 0;

  constructor(
    private readonly network: WaterNetwork,
    net: WaterNet,
  ) {
    const profiles = new Map(net.profiles.map((p) => [p.id, p]));
    const { energyPrice, energyPriceProfile } = net.options;
    this.prices = net.pumps.map((p) => {
      const { fields } = net.elements.links[p.link]!;
      const own = Number(fields.energyPrice ?? 0);
      const profile = fields.energyPriceProfile ?? energyPriceProfile;
      return { base: own > 0 ? own : Number(energyPrice ?? 0), profile: profiles.get(String(profile)) };
    });
    this.power_kW = new Float64Array(net.pumps.length);
    this.pumps = net.pumps.map((p) => ({ id: net.links.ids[p.link]!, kwh: 0, peak_kW: 0, running_s: 0, cost: 0 }));
  }

  /** Reads the pumps at the start of a step. */
  read(time_s: number): void {
    const { network, power_kW } = this;
    const { net } = network;
    this.at_s = time_s;
    for (let i = 0; i < net.pumps.length; i++)
      power_kW[i] = network.status[net.pumps[i]!.link]! <= STATUS.CLOSED ? Number.NaN : network.pumpPower_W(i) / 1000;
  }

  /** Counts what was read for a step of that length. */
  add(step_s: number): void {
    let total_kW = 0;
    for (let i = 0; i < this.pumps.length; i++) {
      const pump = this.pumps[i]!;
      const kW = this.power_kW[i]!;
      if (Number.isNaN(kW)) continue;
      const { base, profile } = this.prices[i]!;
      const kwh = (kW * step_s) / 3600;
      total_kW += kW;
      pump.kwh += kwh;
      pump.peak_kW = Math.max(pump.peak_kW, kW);
      pump.running_s += step_s;
      pump.cost += kwh * base * (profile ? factorAt(profile, this.at_s) : 1);
    }
    this.peak_kW = Math.max(this.peak_kW, total_kW);
  }
}

function factorAt(profile: Profile, time_s: number): number {
  const count = profile.values.length;
  const at = Math.floor((time_s - (profile.start_s ?? 0)) / profile.step_s);
  return profile.values[((at % count) + count) % count]!;
}
