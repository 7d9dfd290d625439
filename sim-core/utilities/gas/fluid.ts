import { Table } from "../../compile/propertyTable";
import type { District } from "../../model/district";
import type { Issue } from "../../model/issue";

/** What the laws need to know of a gas. "Normal" is 273.15 K and 1.01325 bar. */
export interface GasFluid {
  readonly normalDensity_kg_m3: number;
  /** Pa s over K */
  readonly viscosity: Table;
  /** J/(kg K) over K */
  readonly heatCapacity: Table;
  /** Z = zOffset + zSlope P, P absolute. */
  readonly zOffset_1: number;
  readonly zSlope_1_Pa: number;
  readonly molarMass_kg_mol: number;
}

export const NORMAL_PRESSURE_PA = 101325;
export const NORMAL_TEMPERATURE_K = 273.15;

/**
 * Typical distributed natural gas (CH4 92.5, C2H6 4, C3H8 0.8, C4H10 0.2, CO2 1, N2 1.5 mol %): relative density 0.600,
 * air 1.2929 kg per normal m3 (ISO 6976); Z falls by 0.0022 per bar (the rule of thumb of DVGW G 2000 for small
 * pressures); viscosity and heat capacity as of methane-rich gas near ambient, linear in T.
 */
export const NATURAL_GAS: GasFluid = {
  normalDensity_kg_m3: 0.6 * 1.2929,
  viscosity: new Table([263, 333], [1.005e-5, 1.231e-5]),
  heatCapacity: new Table([263, 333], [2100, 2260]),
  zOffset_1: 1,
  zSlope_1_Pa: -0.0022e-5,
  molarMass_kg_mol: 17.372e-3,
};
/** Calorific values of that gas per kg: 11.31 and 10.20 kWh per normal m3. */
export const GROSS_CALORIFIC_J_KG = (11.31 * 3.6e6) / NATURAL_GAS.normalDensity_kg_m3;
export const NET_CALORIFIC_J_KG = (10.2 * 3.6e6) / NATURAL_GAS.normalDensity_kg_m3;

/** options.gas.fluid: "naturalGas" (default), or "tables": curves gas.viscosity, gas.heatCapacity and four options. */
export function gasFluidOf(district: District, issues: Issue[]): GasFluid {
  const options = district.options.gas ?? {};
  if ((options.fluid ?? "naturalGas") === "naturalGas") return NATURAL_GAS;
  const bad = (field: string, got: unknown, want: string) => {
    issues.push({ severity: "error", code: "badOption", element: district.id, field, got: String(got), want });
  };
  if (options.fluid !== "tables") {
    bad("options.gas.fluid", options.fluid, "naturalGas or tables");
    return NATURAL_GAS;
  }
  const table = (id: string) => {
    const curve = district.curves.find((c) => c.id === id);
    if (!curve) bad(`curve ${id}`, "nothing", "a curve with this id");
    return curve ? new Table(curve.x, curve.y) : new Table([273.15], [1e-5]);
  };
  const number = (name: string) => {
    const value = options[name];
    if (typeof value === "number" && Number.isFinite(value)) return value;
    bad(`options.gas.${name}`, value, "a number");
    return 1;
  };
  return {
    normalDensity_kg_m3: number("normalDensity_kg_m3"),
    viscosity: table("gas.viscosity"),
    heatCapacity: table("gas.heatCapacity"),
    zOffset_1: number("zOffset_1"),
    zSlope_1_Pa: number("zSlope_1_Pa"),
    molarMass_kg_mol: typeof options.molarMass_kg_mol === "number" ? options.molarMass_kg_mol : Number.NaN,
  };
}
