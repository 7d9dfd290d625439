/**
 * Prices and carbon per unit, as data. A company passes on what it buys at the price it pays itself: standing and
 * demand charges, and the spread between wholesale and retail, are not in here.
 */
export interface Tariff {
  readonly source: string;
  /** Business time of use, EUR/kWh by local hour of a working day; every day counts as one. */
  readonly electricity_EUR_kWh: readonly { readonly untilHour: number; readonly price: number }[];
  /** By gross calorific value. */
  readonly gas_EUR_kWhGross: number;
  readonly water_EUR_m3: number;
  /** Heat and cold to customers, and what is paid for that of others' sources. */
  readonly heat_EUR_kWh: number;
  readonly cold_EUR_kWh: number;
  readonly heatFeedIn_EUR_kWh: number;
  readonly coldFeedIn_EUR_kWh: number;
  /** Electricity fed in by others, or sold to the grid. */
  readonly feedIn_EUR_kWh: number;
  readonly gasCarbon_kg_kWhNet: number;
  readonly gridCarbon_kg_kWh: number;
}

export const TARIFF: Tariff = {
  source:
    "Typical EU business time of use 2025: peak 16-20 h 0.30, day 7-16 and 20-23 h 0.18, night 0.09 EUR/kWh; gas 52.5 EUR/MWh GCV (45-60); water 2.5 EUR/m3 (1.5-3.5, supply only); heat 90 (70-110), cold 120 (90-150) EUR/MWh, bought from others at the lower end of each; export 0.06 EUR/kWh (0.04-0.08); EU grid average 0.23 kg/kWh (0.21-0.25); natural gas 0.202 kg/kWh NCV (DEFRA 2025)",
  electricity_EUR_kWh: [
    { untilHour: 7, price: 0.09 },
    { untilHour: 16, price: 0.18 },
    { untilHour: 20, price: 0.3 },
    { untilHour: 23, price: 0.18 },
    { untilHour: 24, price: 0.09 },
  ],
  gas_EUR_kWhGross: 0.0525,
  water_EUR_m3: 2.5,
  heat_EUR_kWh: 0.09,
  cold_EUR_kWh: 0.12,
  heatFeedIn_EUR_kWh: 0.07,
  coldFeedIn_EUR_kWh: 0.09,
  feedIn_EUR_kWh: 0.06,
  gasCarbon_kg_kWhNet: 0.202,
  gridCarbon_kg_kWh: 0.23,
};

export function electricityPrice_EUR_kWh(tariff: Tariff, localHour: number): number {
  for (const { untilHour, price } of tariff.electricity_EUR_kWh) if (localHour < untilHour) return price;
  return tariff.electricity_EUR_kWh[0]!.price;
}
