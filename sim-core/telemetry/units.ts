/**
 * Units as instruments and their lists write them, to SI: si = told * factor + offset. Factors are exact by definition
 * (SI prefixes; 1 h = 3600 s; 0 °C = 273.15 K; 1 bar = 1e5 Pa; 1 kWh = 3.6e6 J), except the last digits of
 * psi = 4.4482216152605 N / (0.0254 m)^2, US gallon = 231 in3, ft = 0.3048 m, °F = 5/9 K: exact products, rounded once.
 */
export interface FieldUnit {
  readonly si: string;
  readonly factor: number;
  readonly offset: number;
}

const INCH_m = 0.0254;
const GALLON_m3 = 231 * INCH_m * INCH_m * INCH_m;
const PSI_Pa = 4.448_221_615_260_5 / (INCH_m * INCH_m);

const to = (si: string, units: Readonly<Record<string, number>>): [string, FieldUnit][] =>
  Object.entries(units).map(([name, factor]) => [name, { si, factor, offset: 0 }]);

const UNITS = new Map<string, FieldUnit>([
  ...to("1", { "1": 1, "": 1, "%": 0.01, "p.u.": 1 }),
  ...to("Pa", { Pa: 1, hPa: 100, kPa: 1e3, MPa: 1e6, mbar: 100, bar: 1e5, psi: PSI_Pa }),
  ...to("m", { m: 1, cm: 0.01, mm: 0.001, ft: 0.3048 }),
  ...to("m/s", { "m/s": 1 }),
  ...to("m3/s", {
    "m3/s": 1,
    "L/s": 1e-3,
    "l/s": 1e-3,
    "m3/h": 1 / 3600,
    "L/min": 1 / 60_000,
    gpm: GALLON_m3 / 60,
  }),
  ...to("kg/s", { "kg/s": 1, "kg/h": 1 / 3600, "t/h": 1 / 3.6 }),
  ...to("W", { W: 1, kW: 1e3, MW: 1e6 }),
  ...to("var", { var: 1, kvar: 1e3, Mvar: 1e6 }),
  ...to("VA", { VA: 1, kVA: 1e3, MVA: 1e6 }),
  ...to("J", { J: 1, kJ: 1e3, MJ: 1e6, Wh: 3600, kWh: 3.6e6, MWh: 3.6e9 }),
  ...to("V", { V: 1, kV: 1e3 }),
  ...to("A", { A: 1, kA: 1e3 }),
  ...to("s", { s: 1, ms: 1e-3, min: 60, h: 3600 }),
  ...to("K", { K: 1 }),
  ["°C", { si: "K", factor: 1, offset: 273.15 }],
  ["degC", { si: "K", factor: 1, offset: 273.15 }],
  ["°F", { si: "K", factor: 5 / 9, offset: 459.67 * (5 / 9) }],
]);

export const fieldUnit = (name: string): FieldUnit | undefined => UNITS.get(name);
/** Names of the units that can stand for an SI unit: what to offer when another was written. */
export const unitsFor = (si: string): string[] =>
  [...UNITS].filter(([name, unit]) => name !== "" && unit.si === si).map(([name]) => name);
