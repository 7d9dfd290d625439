import { airPressure_Pa } from "../../compile/airPressure";
import { FieldReader } from "../../compile/fields";
import { frictionOption } from "../../compile/friction";
import { type Incidence, incidenceOf } from "../../compile/incidence";
import { type Numbering, numberingOf } from "../../compile/numbering";
import type { District } from "../../model/district";
import type { Element } from "../../model/element";
import { hasErrors, type Issue } from "../../model/issue";
import { type LoopFluid, loopFluidOf } from "./fluid";
import { HEAT_SCHEMA } from "./schema";

/** Numbers of kinds, thermal modes and what is given at a consumer: see hydraulic/loop/columns.ts and thermal/steady.ts in assembly. */
const KIND: Readonly<Record<string, number>> = {
  heatPipe: 0,
  heatValve: 1,
  heatExchanger: 2,
  heatConsumer: 3,
  heatBypass: 4,
  heatPlant: 5,
};
const SECOND_PLANT = 6;
const THERMAL = { passive: 0, pipe: 1, heat: 2, change: 3, outlet: 4 } as const;
const WAY = { heatFlow: 1, heatDrop: 2, heatReturn: 3, flowDrop: 4, flowReturn: 5 } as const;
/** A consumer's control valve lets through this much of its design flow and no more. */
const MOST_OF_DESIGN = 1.5;
const CP_J_KG_K = 4190;

export interface HeatNet {
  readonly nodes: Numbering;
  readonly links: Numbering;
  readonly linkElements: readonly Element[];
  readonly fluid: LoopFluid;
  readonly law: number;
  readonly isSequential: boolean;
  /** options.heat.heatCapacity "meanOfEnds": heat = m (cp(T1) + cp(T2))/2 (T2 - T1), else the integral of cp. */
  readonly isMeanOfEnds: boolean;
  /** options.heat.buoyancy: each pipe's water has the weight of its own temperature; off in districts. */
  readonly isBuoyant: boolean;
  /** No water below this temperature: 0 C for water, none for a fluid in tables. */
  readonly floor_K: number;
  readonly elevation_m: Float64Array;
  readonly air_Pa: Float64Array;
  readonly held_Pa: Float64Array;
  readonly inflow_kg_s: Float64Array;
  readonly givenTemperature_K: Float64Array;
  readonly fixedTemperature_K: Float64Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly isOpen: Uint8Array;
  readonly ambient_K: Float64Array;
  readonly heatDemand_W: Float64Array;
  readonly supplySet_K: Float64Array;
  readonly lift_Pa: Float64Array;
  readonly climb_m: Float64Array;
  readonly kind: Int32Array;
  readonly area_m2: Float64Array;
  readonly diameter_m: Float64Array;
  /** k/D; the kernel turns it into what its friction law needs. */
  readonly rough: Float64Array;
  readonly lengthOverDiameter: Float64Array;
  readonly minorLoss: Float64Array;
  readonly thermalMode: Int32Array;
  readonly thermalParam: Float64Array;
  readonly way: Int32Array;
  readonly givenFlow_kg_s: Float64Array;
  readonly givenChange: Float64Array;
  readonly sign: Float64Array;
  readonly maxFlow_kg_s: Float64Array;
  readonly valveLoss: Float64Array;
  readonly share_1: Float64Array;
  readonly efficiency_1: Float64Array;
  readonly returnPressure_Pa: Float64Array;
  readonly incidence: Incidence;
}

const isLink = (e: Element): boolean => KIND[e.kind] !== undefined;

/** District -> the arrays of its heating and cooling loops; null when an issue is an error. */
export function compileHeat(district: District): { net: HeatNet | null; issues: Issue[] } {
  const issues: Issue[] = [];
  const read = new FieldReader(HEAT_SCHEMA, issues);
  const options = district.options.heat ?? {};
  const fluid = loopFluidOf(district, issues);
  const isWater = (options.fluid ?? "water") === "water";
  const law = frictionOption(district, "heat", issues);
  const groundTemperature_K = typeof options.ambient_K === "number" ? options.ambient_K : 283.15;

  const nodeElements = district.elements.filter((e) => e.kind === "heatJunction");
  const linkElements = district.elements.filter(isLink);
  const nodes = numberingOf(nodeElements.map((e) => e.id));
  const links = numberingOf(linkElements.map((e) => e.id));
  const n = nodes.count;
  const m = links.count;
  const numbers = (value = 0) => new Float64Array(m).fill(value);

  const plantOf = new Map<string, number>();
  for (const e of linkElements) {
    if (e.kind === "heatPlant") plantOf.set(read.text(e, "loop"), read.number(e, "supplySet_K"));
  }
  const elevation_m = Float64Array.from(nodeElements, (e) => read.number(e, "elevation_m"));
  const givenTemperature_K = Float64Array.from(nodeElements, (e) => {
    const own = read.number(e, "temperature_K");
    return Number.isNaN(own) ? (plantOf.get(read.text(e, "loop")) ?? 293.15) : own;
  });
  const held_Pa = new Float64Array(n).fill(Number.NaN);
  const fixedTemperature_K = new Float64Array(n).fill(Number.NaN);
  const inflow_kg_s = new Float64Array(n);
  let hasHold = false;
  for (const e of district.elements) {
    if (e.kind === "heatFeed") {
      const [node] = read.nodes(e, 1, nodes, "heatJunction");
      const pressure = read.number(e, "pressure_Pa");
      const temperature = read.number(e, "temperature_K");
      hasHold = true;
      if (node! < 0) continue;
      held_Pa[node!] = pressure;
      fixedTemperature_K[node!] = temperature;
      givenTemperature_K[node!] = temperature;
    } else if (e.kind === "heatOutflow") {
      const [node] = read.nodes(e, 1, nodes, "heatJunction");
      const outflow = read.number(e, "outflow_kg_s");
      if (node! >= 0) inflow_kg_s[node!]! -= outflow;
    }
  }

  const from = new Int32Array(m);
  const to = new Int32Array(m);
  const isOpen = new Uint8Array(m);
  const ambient_K = numbers(groundTemperature_K);
  const heatDemand_W = numbers(Number.NaN);
  const supplySet_K = numbers(Number.NaN);
  const lift_Pa = numbers(Number.NaN);
  const climb_m = numbers();
  const kind = new Int32Array(m);
  const area_m2 = numbers();
  const diameter_m = numbers();
  const rough = numbers();
  const lengthOverDiameter = numbers();
  const minorLoss = numbers();
  const thermalMode = new Int32Array(m);
  const thermalParam = numbers();
  const way = new Int32Array(m);
  const givenFlow_kg_s = numbers(Number.NaN);
  const givenChange = numbers();
  const sign = numbers(1);
  const maxFlow_kg_s = numbers(Number.POSITIVE_INFINITY);
  const valveLoss = numbers();
  const share_1 = numbers();
  const efficiency_1 = numbers(1);
  const returnPressure_Pa = numbers(Number.NaN);

  const bore = (e: Element, k: number): number => {
    const d = read.number(e, "diameter_m");
    diameter_m[k] = d;
    area_m2[k] = (Math.PI * d * d) / 4;
    minorLoss[k] = read.number(e, "minorLoss_1");
    return d;
  };
  const pipe = (e: Element, k: number): void => {
    const d = bore(e, k);
    const length = read.number(e, "length_m");
    lengthOverDiameter[k] = length / d;
    // A pipe of no length is a fitting: the valve's law keeps its equation solvable.
    if (length === 0) kind[k] = KIND.heatValve!;
    rough[k] = read.number(e, "roughness_m") / d;
    thermalMode[k] = THERMAL.pipe;
    thermalParam[k] = read.number(e, "loss_W_m_K") * length;
    const around = read.number(e, "ambient_K");
    if (!Number.isNaN(around)) ambient_K[k] = around;
  };
  const consumer = (e: Element, k: number): void => {
    const heat = read.number(e, "heat_W");
    const flow = read.number(e, "flow_kg_s");
    const drop = read.number(e, "temperatureDrop_K");
    const back = read.number(e, "returnTemperature_K");
    const design = read.number(e, "design_W");
    const hasFlow = !Number.isNaN(flow);
    const hasDrop = !Number.isNaN(drop);
    const hasReturn = !Number.isNaN(back);
    if (hasDrop && hasReturn) {
      read.report(e, "temperatureDrop_K", "a drop and a return temperature", "one of them");
    } else if (!hasFlow && !hasDrop && !hasReturn) {
      read.report(e, "returnTemperature_K", "nothing", "returnTemperature_K, temperatureDrop_K or flow_kg_s");
    }
    heatDemand_W[k] = Number.isNaN(heat) ? 0 : heat;
    givenFlow_kg_s[k] = flow;
    givenChange[k] = hasDrop ? drop : hasReturn ? back : 0;
    if (hasFlow) way[k] = hasDrop ? WAY.flowDrop : hasReturn ? WAY.flowReturn : WAY.heatFlow;
    else way[k] = hasDrop ? WAY.heatDrop : WAY.heatReturn;
    const supply = plantOf.get(read.text(e, "loop"));
    const designDrop = hasDrop ? drop : supply !== undefined && hasReturn ? Math.abs(supply - back) : Number.NaN;
    const designFlow = design / (CP_J_KG_K * designDrop);
    if (designFlow > 0) {
      maxFlow_kg_s[k] = MOST_OF_DESIGN * designFlow;
      valveLoss[k] = read.number(e, "valveLoss_Pa") / (designFlow * designFlow);
    }
  };
  const plant = (e: Element, k: number): void => {
    supplySet_K[k] = read.number(e, "supplySet_K");
    efficiency_1[k] = read.number(e, "pumpEfficiency_1");
    thermalMode[k] = THERMAL.outlet;
    thermalParam[k] = supplySet_K[k]!;
    if (read.flag(e, "isAnchor")) {
      hasHold = true;
      lift_Pa[k] = read.number(e, "lift_Pa");
      returnPressure_Pa[k] = read.number(e, "returnPressure_Pa");
      for (const field of ["lift_Pa", "returnPressure_Pa"]) {
        if (e.fields[field] === undefined) read.report(e, field, "nothing", "a pressure: this plant is the anchor");
      }
    } else {
      kind[k] = SECOND_PLANT;
      share_1[k] = read.number(e, "flowShare_1");
      givenFlow_kg_s[k] = read.number(e, "flow_kg_s");
      if (Number.isNaN(share_1[k]!) && Number.isNaN(givenFlow_kg_s[k]!)) {
        read.report(e, "flowShare_1", "nothing", "flowShare_1 or flow_kg_s: this plant is not the anchor");
      }
    }
  };

  linkElements.forEach((e, k) => {
    const [a, b] = read.nodes(e, 2, nodes, "heatJunction");
    from[k] = a!;
    to[k] = b!;
    climb_m[k] = (elevation_m[a!] ?? 0) - (elevation_m[b!] ?? 0);
    isOpen[k] = read.flag(e, "isOpen") ? 1 : 0;
    kind[k] = KIND[e.kind]!;
    sign[k] = read.text(e, "loop") === "cooling" ? -1 : 1;
    if (e.kind === "heatPipe") pipe(e, k);
    else if (e.kind === "heatValve") bore(e, k);
    else if (e.kind === "heatExchanger") {
      bore(e, k);
      thermalMode[k] = THERMAL.heat;
      thermalParam[k] = read.number(e, "heat_W");
    } else if (e.kind === "heatConsumer") consumer(e, k);
    else if (e.kind === "heatBypass") givenFlow_kg_s[k] = read.number(e, "flow_kg_s");
    else plant(e, k);
  });
  if (n > 0 && !hasHold) {
    issues.push({
      severity: "error",
      code: "islandWithoutSource",
      element: nodes.ids[0],
      hint: "no heatPlant is the anchor and no heatFeed holds a pressure: the loop has none",
    });
  }
  if (hasErrors(issues)) return { net: null, issues };
  return {
    issues,
    net: {
      nodes,
      links,
      linkElements,
      fluid,
      law,
      isSequential: options.mode === "sequential" || options.mode === "hydraulics",
      isMeanOfEnds: options.heatCapacity === "meanOfEnds",
      isBuoyant: options.buoyancy === true,
      floor_K: isWater ? 273.15 : 0,
      elevation_m,
      air_Pa: elevation_m.map(airPressure_Pa),
      held_Pa,
      inflow_kg_s,
      givenTemperature_K,
      fixedTemperature_K,
      from,
      to,
      isOpen,
      ambient_K,
      heatDemand_W,
      supplySet_K,
      lift_Pa,
      climb_m,
      kind,
      area_m2,
      diameter_m,
      rough,
      lengthOverDiameter,
      minorLoss,
      thermalMode,
      thermalParam,
      way,
      givenFlow_kg_s,
      givenChange,
      sign,
      maxFlow_kg_s,
      valveLoss,
      share_1,
      efficiency_1,
      returnPressure_Pa,
      incidence: incidenceOf(n, from, to),
    },
  };
}
