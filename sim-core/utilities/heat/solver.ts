import type { FieldValue } from "../../model/element";
import type { Issue } from "../../model/issue";
import { openKernel } from "../../solve/kernel";
import type { Outcome, Report } from "../../solve/outcome";
import { failureCode, STATUS } from "../../solve/status";
import type { UtilitySolver } from "../contract";
import type { HeatNet } from "./compile";

const MAX_TURNS = 100;
/** Relative change of the largest flow, and of any temperature, at which a solve ends. */
const TOLERANCE = 1e-9;
const TOLERANCE_K = 1e-7;

type Numbers = { [row: number]: number; readonly length: number };

/** What may change in a run, by kind: field -> column, or array of the utility's own. */
const CHANGEABLE: Readonly<Record<string, readonly string[]>> = {
  heatPipe: ["isOpen", "ambient_K"],
  heatValve: ["isOpen"],
  heatConsumer: ["isOpen", "heat_W"],
  heatPlant: ["isOpen", "supplySet_K", "lift_Pa", "flowShare_1", "flow_kg_s"],
  heatBypass: ["isOpen", "flow_kg_s"],
  heatExchanger: ["isOpen", "heat_W"],
};

/** All heating and cooling loops of a district in one WASM instance. */
export function openHeat(module: WebAssembly.Module, net: HeatNet): UtilitySolver {
  const n = net.nodes.count;
  const m = net.links.count;
  const kernel = openKernel(module, "heat", { node: n, link: m });
  const column = (rows: string, name: string) =>
    kernel.column(rows, name) as unknown as Numbers & { set(a: ArrayLike<number>): void; fill(x: number): void };
  column("node", "elevation_m").set(net.elevation_m);
  column("node", "temperature_K").fill(Number.NaN);
  column("link", "outlet_K").fill(Number.NaN);
  column("link", "from").set(net.from);
  column("link", "to").set(net.to);
  column("link", "isOpen").set(net.isOpen);
  column("link", "isEnergised").fill(1);
  column("link", "ambient_K").set(net.ambient_K);
  column("link", "heatDemand_W").set(net.heatDemand_W);
  column("link", "supplySet_K").set(net.supplySet_K);
  column("link", "lift_Pa").set(net.lift_Pa);
  column("link", "mode").fill(-1);

  const thermalMode = kernel.arrayFrom(net.thermalMode, true);
  const thermalParam = kernel.arrayFrom(net.thermalParam, true);
  const givenFlow = kernel.arrayFrom(net.givenFlow_kg_s, true);
  const share = kernel.arrayFrom(net.share_1, true);
  const isWarm = kernel.array("i32", 1, true);
  const { density, viscosity, heatCapacity } = net.fluid;
  const addresses = [
    kernel.arrayFrom(net.air_Pa),
    kernel.arrayFrom(net.held_Pa),
    kernel.arrayFrom(net.inflow_kg_s),
    kernel.arrayFrom(net.givenTemperature_K),
    kernel.arrayFrom(net.fixedTemperature_K),
    kernel.arrayFrom(net.climb_m),
    kernel.arrayFrom(net.kind),
    kernel.arrayFrom(net.area_m2),
    kernel.arrayFrom(net.diameter_m),
    kernel.arrayFrom(net.rough),
    kernel.arrayFrom(net.lengthOverDiameter),
    kernel.arrayFrom(net.minorLoss),
    thermalMode,
    thermalParam,
    kernel.arrayFrom(net.way),
    givenFlow,
    kernel.arrayFrom(net.givenChange),
    kernel.arrayFrom(net.sign),
    kernel.arrayFrom(net.maxFlow_kg_s),
    kernel.arrayFrom(net.valveLoss),
    share,
    kernel.arrayFrom(net.efficiency_1),
    kernel.arrayFrom(net.returnPressure_Pa),
    kernel.arrayFrom(net.incidence.start),
    kernel.arrayFrom(net.incidence.links),
    isWarm,
    kernel.arrayFrom(density.packed),
    kernel.arrayFrom(viscosity.packed),
    kernel.arrayFrom(heatCapacity.packedWithIntegral),
  ].map((a) => a.address);
  const counts = [density, viscosity, heatCapacity].map((t) => t.x.length);
  const table = kernel.arrayFrom(Int32Array.from([...addresses, ...counts]));
  const bound = kernel.verbs.loopBind!(
    table.address,
    net.law,
    Number(net.isSequential),
    net.floor_K,
    Number(net.isMeanOfEnds),
    Number(net.isBuoyant),
  );
  if (bound !== STATUS.OK) throw new Error(`heat: the loops could not be analysed, status ${bound}`);
  kernel.seal();

  const nodeId = (row: number): string => net.nodes.ids[row] ?? "";
  const linkId = (row: number): string => net.links.ids[row] ?? "";

  const solve = (): Outcome => {
    const status = kernel.verbs.loopSolve!(MAX_TURNS, TOLERANCE, TOLERANCE_K);
    const { at, iterations, residual, counts, values } = kernel.report();
    const notes: Report["notes"][number][] = [];
    if (counts[0]! > 0) notes.push({ code: "islandWithoutSource", at: nodeId(counts[1]!), value: counts[0]! });
    if (counts[2]! > 0) notes.push({ code: "tooLittlePressure", at: linkId(counts[3]!), value: counts[2]! });
    if (values[0]! > 0) notes.push({ code: "undelivered_W", at: linkId(firstShort()), value: values[0]! });
    const report: Report = { iterations, residual, notes };
    if (status === STATUS.OK) return { ok: true, report };
    const place = nodeId(at);
    const hint =
      status === STATUS.NO_SOURCE
        ? "heat: no plant is the anchor and nothing holds a pressure"
        : status === STATUS.DIVERGED
          ? `heat: no steady state near ${place}`
          : `heat: nothing fixes the pressure at ${place}`;
    return { ok: false, code: failureCode(status), at: place, hint, report };
  };

  /** The consumer that misses most. */
  function firstShort(): number {
    const demand = column("link", "heatDemand_W");
    const heat = column("link", "heat_W");
    let worst = 0;
    let row = -1;
    for (let e = 0; e < m; e++) {
      const missing = demand[e]! - Math.abs(heat[e]!);
      if (missing > worst) {
        worst = missing;
        row = e;
      }
    }
    return row;
  }

  return {
    utility: "heat",
    numbering: { node: net.nodes, link: net.links },
    column: (rows, name) => kernel.column(rows, name),
    applyProfiles: () => {},
    solve,
    advance: () => ({ ok: true, report: { iterations: 0, residual: 0, notes: [] } }),
    nextEvent_s: () => Number.POSITIVE_INFINITY,
    apply: applyField,
    save: () => kernel.save(),
    restore: (state) => kernel.restore(state),
  };

  function applyField(target: string, field: string, op: "set" | "scale", value: FieldValue): Issue | null {
    const bad = (hint: string): Issue => ({
      severity: "error",
      code: "cannotChange",
      element: target,
      field,
      got: String(value),
      hint,
    });
    const link = net.links.row(target);
    if (link < 0) return bad("no pipe, valve, consumer, bypass or plant with this id");
    const { kind } = net.linkElements[link]!;
    const fields = CHANGEABLE[kind] ?? [];
    if (!fields.includes(field)) return bad(`a ${kind} can change ${fields.join(", ")} in a run`);
    if (field === "isOpen") {
      if (op === "scale" || typeof value === "string") return bad("set it to true or false");
      column("link", "isOpen")[link] = value ? 1 : 0;
      return null;
    }
    if (typeof value !== "number" || !Number.isFinite(value)) return bad("a finite number is wanted");
    const array: Numbers =
      field === "heat_W"
        ? kind === "heatExchanger"
          ? (thermalParam.view as Float64Array)
          : column("link", "heatDemand_W")
        : field === "flow_kg_s"
          ? (givenFlow.view as Float64Array)
          : field === "flowShare_1"
            ? (share.view as Float64Array)
            : column("link", field);
    array[link] = op === "scale" ? array[link]! * value : value;
    return null;
  }
}
