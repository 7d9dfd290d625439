import type { Curve } from "../../model/district";

export interface PipenetFluid {
  readonly isGas: boolean;
  readonly options: Readonly<Record<string, number | string | boolean>>;
  readonly curves: readonly Curve[];
}

interface Property {
  readonly law?: string;
  readonly value?: number;
  readonly slope?: number;
  readonly offset?: number;
  readonly x?: readonly number[];
  readonly y?: readonly number[];
}

const isNumbers = (list: unknown): list is number[] =>
  Array.isArray(list) && list.length > 0 && list.every((v) => Number.isFinite(v));

/** The file's fluid -> options and curves of the district: "gas.viscosity", "heat.density" and so on. */
export function fluidOf(
  fluid: Record<string, unknown>,
  fail: (field: string, got: unknown, want: string) => void,
): PipenetFluid {
  const isGas = fluid.is_gas === true;
  const prefix = isGas ? "gas" : "heat";
  const curves: Curve[] = [];
  const property = (name: string): Property => (fluid[name] ?? {}) as Property;

  /** Constant, or piecewise linear over temperature. */
  const table = (name: string, id: string, yUnit: string): Curve => {
    const p = property(name);
    let x: readonly number[] = [273.15];
    let y: readonly number[] = [0];
    if (p.law === "constant" && Number.isFinite(p.value)) y = [p.value!];
    else if (
      p.law === "piecewise_linear_extrapolated" &&
      isNumbers(p.x) &&
      isNumbers(p.y) &&
      p.x.length === p.y.length
    ) {
      x = p.x;
      y = p.y;
    } else fail(`fluid.${name}`, p.law, "constant with a value, or piecewise_linear_extrapolated with x and y");
    const curve: Curve = { id: `${prefix}.${id}`, x, y, xUnit: "K", yUnit };
    curves.push(curve);
    return curve;
  };

  table("viscosity", "viscosity", "Pa s");
  table("heat_capacity", "heatCapacity", "J/(kg K)");
  const density = table("density", "density", "kg/m3");
  const options: Record<string, number | string | boolean> = { fluid: "tables" };
  if (!isGas) Object.assign(options, { heatCapacity: "meanOfEnds", buoyancy: true });
  if (isGas) {
    options.normalDensity_kg_m3 = interpolate(density, 273.15);
    const z = property("compressibility");
    if (z.law === "constant") Object.assign(options, { zOffset_1: z.value ?? Number.NaN, zSlope_1_Pa: 0 });
    else if (z.law === "linear") {
      Object.assign(options, { zOffset_1: z.offset ?? Number.NaN, zSlope_1_Pa: (z.slope ?? Number.NaN) / 1e5 });
    } else fail("fluid.compressibility", z.law, "constant or linear");
    const molar = property("molar_mass");
    if (Number.isFinite(molar.value)) options.molarMass_kg_mol = molar.value! / 1000;
  }
  return { isGas, options, curves };
}

function interpolate(curve: Curve, x: number): number {
  const { x: xs, y: ys } = curve;
  if (xs.length === 1) return ys[0]!;
  let i = 1;
  while (i < xs.length - 1 && x > xs[i]!) i++;
  return ys[i - 1]! + ((ys[i]! - ys[i - 1]!) * (x - xs[i - 1]!)) / (xs[i]! - xs[i - 1]!);
}
