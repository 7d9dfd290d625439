/**
 * Prices and carbon per unit bought, as data. Imports only: standing and demand charges, export and what the end
 * users pay are not in here.
 */
export interface Tariff {
  readonly source: string;
  /** Business time of use, EUR/kWh by local hour of a working day; every day counts as one. */
  readonly electricity_EUR_kWh: readonly { readonly untilHour: number; readonly price: number }[];
  /** By gross calorific value. */
  readonly gas_EUR_kWhGross: number;
  readonly water_EUR_m3: number;
  readonly gasCarbon_kg_kWhNet: number;
  readonly gridCarbon_kg_kWh: number;
}

export const TARIFF: Tariff = {
  source:
    "Typical EU business time of use 2025: peak 16-20 h 0.30, day 7-16 and 20-23 h 0.18, night 0.09 EUR/kWh; gas 52.5 EUR/MWh GCV (45-60); water 2.5 EUR/m3 (1.5-3.5, supply only); EU grid average 0.23 kg/kWh (0.21-0.25); natural gas 0.202 kg/kWh NCV (DEFRA 2025)",
  electricity_EUR_kWh: [
    { untilHour: 7, price: 0.09 },
    { untilHour: 16, price: 0.18 },
    { untilHour: 20, price: 0.3 },
    { untilHour: 23, price: 0.18 },
    { untilHour: 24, price: 0.09 },
  ],
  gas_EUR_kWhGross: 0.0525,
  water_EUR_m3: 2.5,
  gasCarbon_kg_kWhNet: 0.202,
  gridCarbon_kg_kWh: 0.23,
};

export function electricityPrice_EUR_kWh(tariff: Tariff, localHour: number): number {
  for (const { untilHour, price } of tariff.electricity_EUR_kWh) if (localHour < untilHour) return price;
  return tariff.electricity_EUR_kWh[0]!.price;
}
