import { airPressure_Pa } from "../../compile/airPressure";
import { FieldReader } from "../../compile/fields";
import { frictionOption } from "../../compile/friction";
import { type Incidence, incidenceOf } from "../../compile/incidence";
import { type Numbering, numberingOf } from "../../compile/numbering";
import type { District, Profile } from "../../model/district";
import type { Element } from "../../model/element";
import { hasErrors, type Issue } from "../../model/issue";
import { type GasFluid, gasFluidOf, NORMAL_PRESSURE_PA, NORMAL_TEMPERATURE_K } from "./fluid";
import { GAS_SCHEMA } from "./schema";

/** Numbers of a link's kind in the kernel (assembly/hydraulic/gas/columns.ts). */
export const LINK_KIND: Readonly<Record<string, number>> = {
  gasPipe: 0,
  gasValve: 1,
  booster: 2,
  compressor: 3,
  regulator: 4,
  controller: 5,
};

/** A load or injection: what it draws from (-) or gives to (+) the row of its node. */
export interface GasFlowPoint {
  readonly id: string;
  readonly node: number;
  readonly sign: 1 | -1;
  readonly profile: Profile | undefined;
  base_kg_s: number;
}

export interface GasNet {
  readonly nodes: Numbering;
  readonly links: Numbering;
  readonly linkElements: readonly Element[];
  readonly fluid: GasFluid;
  readonly law: number;
  readonly temperature_K: number;
  readonly elevation_m: Float64Array;
  readonly air_Pa: Float64Array;
  readonly held_Pa: Float64Array;
  /** Density over absolute pressure at Z = 1. */
  readonly densityPerPa: Float64Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly isOpen: Uint8Array;
  readonly setPressure_Pa: Float64Array;
  readonly kind: Int32Array;
  readonly climb_m: Float64Array;
  readonly lossFactor: Float64Array;
  readonly reynoldsPerFlow: Float64Array;
  /** k/D; the kernel turns it into what its friction law needs. */
  readonly rough: Float64Array;
  readonly lengthOverDiameter: Float64Array;
  readonly minorLoss: Float64Array;
  readonly area_m2: Float64Array;
  readonly lift: Float64Array;
  readonly limit_kg_s: Float64Array;
  readonly incidence: Incidence;
  readonly points: readonly GasFlowPoint[];
  /** Source element -> node row. */
  readonly sources: ReadonlyMap<string, number>;
}

const EDGES = new Set(["gasPipe", "gasValve", "booster", "compressor", "regulator"]);

/** District -> the arrays of its gas network; null when an issue is an error. */
export function compileGas(district: District): { net: GasNet | null; issues: Issue[] } {
  const issues: Issue[] = [];
  const read = new FieldReader(GAS_SCHEMA, issues);
  const options = district.options.gas ?? {};
  const fluid = gasFluidOf(district, issues);
  const law = frictionOption(district, "gas", issues);
  const networkTemperature_K = typeof options.temperature_K === "number" ? options.temperature_K : 283.15;

  const nodeElements = district.elements.filter((e) => e.kind === "gasJunction");
  const linkElements = district.elements.filter((e) => EDGES.has(e.kind));
  const nodes = numberingOf(nodeElements.map((e) => e.id));
  const links = numberingOf(linkElements.map((e) => e.id));
  const n = nodes.count;
  const m = links.count;

  const elevation_m = Float64Array.from(nodeElements, (e) => read.number(e, "elevation_m"));
  const temperature_K = Float64Array.from(nodeElements, (e) => {
    const own = read.number(e, "temperature_K");
    return Number.isNaN(own) ? networkTemperature_K : own;
  });
  const air_Pa = elevation_m.map(airPressure_Pa);
  const densityPerPa = temperature_K.map(
    (t) => (fluid.normalDensity_kg_m3 * NORMAL_TEMPERATURE_K) / (t * NORMAL_PRESSURE_PA),
  );
  const held_Pa = new Float64Array(n).fill(Number.NaN);
  const sources = new Map<string, number>();
  const points: GasFlowPoint[] = [];
  const profileOf = (element: Element): Profile | undefined => {
    const id = read.text(element, "profile");
    if (!id) return undefined;
    const profile = district.profiles.find((p) => p.id === id);
    if (!profile) read.report(element, "profile", id, "the id of a profile");
    return profile;
  };
  for (const e of district.elements) {
    if (e.kind === "citySource") {
      const [node] = read.nodes(e, 1, nodes, "gasJunction");
      const pressure = read.number(e, "pressure_Pa");
      if (node! < 0) continue;
      held_Pa[node!] = pressure;
      sources.set(e.id, node!);
    } else if (e.kind === "gasLoad" || e.kind === "gasInjection") {
      const [node] = read.nodes(e, 1, nodes, "gasJunction");
      const isLoad = e.kind === "gasLoad";
      const base_kg_s = read.number(e, isLoad ? "offtake_kg_s" : "inflow_kg_s");
      points.push({ id: e.id, node: node!, sign: isLoad ? -1 : 1, profile: profileOf(e), base_kg_s });
    }
  }
  if (n > 0 && sources.size === 0) {
    issues.push({
      severity: "error",
      code: "islandWithoutSource",
      element: nodes.ids[0],
      hint: "the gas network has no citySource: nothing holds its pressure",
    });
  }

  const from = new Int32Array(m);
  const to = new Int32Array(m);
  const isOpen = new Uint8Array(m);
  const setPressure_Pa = new Float64Array(m).fill(Number.NaN);
  const kind = new Int32Array(m);
  const climb_m = new Float64Array(m);
  const lossFactor = new Float64Array(m);
  const reynoldsPerFlow = new Float64Array(m);
  const rough = new Float64Array(m);
  const lengthOverDiameter = new Float64Array(m);
  const minorLoss = new Float64Array(m);
  const area_m2 = new Float64Array(m);
  const lift = new Float64Array(4 * m);
  const limit_kg_s = new Float64Array(m).fill(Number.NaN);
  linkElements.forEach((e, k) => {
    const [a, b] = read.nodes(e, 2, nodes, "gasJunction");
    from[k] = a!;
    to[k] = b!;
    isOpen[k] = read.flag(e, "isOpen") ? 1 : 0;
    kind[k] = LINK_KIND[e.kind]!;
    climb_m[k] = (elevation_m[a!] ?? 0) - (elevation_m[b!] ?? 0);
    if (e.kind === "gasPipe" || e.kind === "gasValve") {
      const d = read.number(e, "diameter_m");
      const area = (Math.PI * d * d) / 4;
      const t = a! >= 0 && b! >= 0 ? 0.5 * (temperature_K[a!]! + temperature_K[b!]!) : networkTemperature_K;
      area_m2[k] = area;
      minorLoss[k] = read.number(e, "minorLoss_1");
      lossFactor[k] = (NORMAL_PRESSURE_PA * t) / (NORMAL_TEMPERATURE_K * fluid.normalDensity_kg_m3 * area * area);
      reynoldsPerFlow[k] = d / (fluid.viscosity.at(t) * area);
      if (e.kind === "gasPipe") {
        lengthOverDiameter[k] = read.number(e, "length_m") / d;
        // A pipe of no length is a fitting: the valve's law keeps its equation solvable.
        if (lengthOverDiameter[k] === 0) kind[k] = LINK_KIND.gasValve!;
        rough[k] = read.number(e, "roughness_m") / d;
      }
    } else if (e.kind === "compressor") lift[4 * k] = read.number(e, "ratio_1");
    else if (e.kind === "booster") {
      const coefficients = read.numbers(e, "liftCoefficients");
      if (coefficients.length > 4) {
        read.report(e, "liftCoefficients", `${coefficients.length} coefficients`, "at most 4 (third power)");
      } else lift.set(coefficients, 4 * k);
    } else {
      setPressure_Pa[k] = read.number(e, "setPressure_Pa");
      limit_kg_s[k] = read.number(e, "maxFlow_kg_s");
      if (read.flag(e, "isForced")) kind[k] = LINK_KIND.controller!;
    }
  });
  if (hasErrors(issues)) return { net: null, issues };
  return {
    issues,
    net: {
      nodes,
      links,
      linkElements,
      fluid,
      law,
      temperature_K: networkTemperature_K,
      elevation_m,
      air_Pa,
      held_Pa,
      densityPerPa,
      from,
      to,
      isOpen,
      setPressure_Pa,
      kind,
      climb_m,
      lossFactor,
      reynoldsPerFlow,
      rough,
      lengthOverDiameter,
      minorLoss,
      area_m2,
      lift,
      limit_kg_s,
      incidence: incidenceOf(n, from, to),
      points,
      sources,
    },
  };
}
