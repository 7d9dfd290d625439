import { Table } from "../../compile/propertyTable";
import type { District } from "../../model/district";
import type { Issue } from "../../model/issue";

/** Properties of the loop's liquid over temperature (K). */
export interface LoopFluid {
  readonly density: Table;
  readonly viscosity: Table;
  readonly heatCapacity: Table;
}

// Liquid water at saturation or 1 bar, 0 to 140 C (IAPWS formulations as tabulated in the CRC Handbook of Chemistry and
// Physics, "Properties of Water"). Linear between the points: density within 0.01 %, viscosity within 1 %.
const WATER: readonly (readonly [celsius: number, density: number, viscosity_uPa_s: number, cp: number])[] = [
  [0, 999.84, 1791.7, 4219.9],
  [5, 999.97, 1518.2, 4205.5],
  [10, 999.7, 1306.0, 4195.5],
  [15, 999.1, 1137.6, 4188.8],
  [20, 998.21, 1001.6, 4184.4],
  [25, 997.05, 890.0, 4181.6],
  [30, 995.65, 797.4, 4180.1],
  [40, 992.22, 653.0, 4179.6],
  [50, 988.04, 546.9, 4181.5],
  [60, 983.2, 466.0, 4185.1],
  [70, 977.76, 403.6, 4190.2],
  [80, 971.79, 354.1, 4196.9],
  [90, 965.31, 314.2, 4205.3],
  [100, 958.35, 281.6, 4215.7],
  [110, 950.95, 254.6, 4228.3],
  [120, 943.11, 232.0, 4243.5],
  [130, 934.83, 212.9, 4261.7],
  [140, 926.13, 196.5, 4283.5],
];
const KELVIN = WATER.map(([c]) => c + 273.15);
const LIQUID_WATER: LoopFluid = {
  density: new Table(
    KELVIN,
    WATER.map((w) => w[1]),
  ),
  viscosity: new Table(
    KELVIN,
    WATER.map((w) => w[2] * 1e-6),
  ),
  heatCapacity: new Table(
    KELVIN,
    WATER.map((w) => w[3]),
  ),
};

/** options.heat.fluid: "water" (default), or "tables": curves heat.density, heat.viscosity and heat.heatCapacity. */
export function loopFluidOf(district: District, issues: Issue[]): LoopFluid {
  const name = district.options.heat?.fluid ?? "water";
  if (name === "water") return LIQUID_WATER;
  const bad = (field: string, got: unknown, want: string) => {
    issues.push({ severity: "error", code: "badOption", element: district.id, field, got: String(got), want });
  };
  if (name !== "tables") {
    bad("options.heat.fluid", name, "water or tables");
    return LIQUID_WATER;
  }
  const table = (id: string, otherwise: Table) => {
    const curve = district.curves.find((c) => c.id === id);
    if (!curve) bad(`curve ${id}`, "nothing", "a curve with this id");
    return curve ? new Table(curve.x, curve.y) : otherwise;
  };
  return {
    density: table("heat.density", LIQUID_WATER.density),
    viscosity: table("heat.viscosity", LIQUID_WATER.viscosity),
    heatCapacity: table("heat.heatCapacity", LIQUID_WATER.heatCapacity),
  };
}
