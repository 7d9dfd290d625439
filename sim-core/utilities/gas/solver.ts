import type { Profile } from "../../model/district";
import type { FieldValue } from "../../model/element";
import type { Issue } from "../../model/issue";
import { type Kernel, type KernelArray, openKernel } from "../../solve/kernel";
import type { Outcome, Report } from "../../solve/outcome";
import { failureCode, STATUS } from "../../solve/status";
import type { UtilitySolver } from "../contract";
import type { GasNet } from "./compile";

const MAX_ITERATIONS = 150;
/** Relative change of absolute pressure and of the largest flow at which a solve ends: 1e-10 bar at 1 bar. */
const TOLERANCE = 1e-10;

type Numbers = { [row: number]: number; readonly length: number };

function profileValue(profile: Profile, time_s: number): number {
  const steps = (time_s - (profile.start_s ?? 0)) / profile.step_s;
  const count = profile.values.length;
  const k = Math.floor(steps);
  const at = (i: number) => profile.values[((i % count) + count) % count]!;
  return profile.interpolate ? at(k) + (at(k + 1) - at(k)) * (steps - k) : at(k);
}

/** One gas network in one WASM instance. */
export function openGas(module: WebAssembly.Module, net: GasNet): UtilitySolver {
  const n = net.nodes.count;
  const m = net.links.count;
  const kernel: Kernel = openKernel(module, "gas", { node: n, link: m });
  const column = (rows: string, name: string) =>
    kernel.column(rows, name) as unknown as Numbers & { set(a: ArrayLike<number>): void };
  column("node", "elevation_m").set(net.elevation_m);
  column("link", "from").set(net.from);
  column("link", "to").set(net.to);
  column("link", "isOpen").set(net.isOpen);
  column("link", "setPressure_Pa").set(net.setPressure_Pa);

  const held = kernel.arrayFrom(net.held_Pa, true);
  const inflow = kernel.array("f64", n, true);
  const lift = kernel.arrayFrom(net.lift, true);
  const limit = kernel.arrayFrom(net.limit_kg_s, true);
  const base = kernel.arrayFrom(
    Float64Array.from(net.points, (p) => p.base_kg_s),
    true,
  );
  const isWarm = kernel.array("i32", 1, true);
  const arrays: KernelArray<Float64Array | Int32Array | Uint8Array>[] = [
    kernel.arrayFrom(net.air_Pa),
    held,
    inflow,
    kernel.arrayFrom(net.densityPerPa),
    kernel.arrayFrom(net.climb_m),
    kernel.arrayFrom(net.kind),
    kernel.arrayFrom(net.lossFactor),
    kernel.arrayFrom(net.reynoldsPerFlow),
    kernel.arrayFrom(net.rough),
    kernel.arrayFrom(net.lengthOverDiameter),
    kernel.arrayFrom(net.minorLoss),
    kernel.arrayFrom(net.area_m2),
    lift,
    limit,
    kernel.arrayFrom(net.incidence.start),
    kernel.arrayFrom(net.incidence.links),
    isWarm,
  ];
  const table = kernel.arrayFrom(Int32Array.from(arrays, (a) => a.address));
  const { fluid } = net;
  const rs = 8.314 / fluid.molarMass_kg_mol;
  const cp = fluid.heatCapacity.at(net.temperature_K);
  const bound = kernel.verbs.gasBind!(
    table.address,
    net.law,
    fluid.zOffset_1,
    fluid.zSlope_1_Pa,
    rs * net.temperature_K,
    cp / (cp - rs),
  );
  if (bound !== STATUS.OK) throw new Error(`gas: the network could not be analysed, status ${bound}`);
  kernel.seal();

  const applyProfiles = (time_s: number): void => {
    const flows = inflow.view;
    flows.fill(0);
    net.points.forEach((p, k) => {
      const factor = p.profile ? profileValue(p.profile, time_s) : 1;
      flows[p.node]! += p.sign * base.view[k]! * factor;
    });
  };
  applyProfiles(0);

  const nodeId = (row: number): string => net.nodes.ids[row] ?? "";

  const solve = (): Outcome => {
    const status = kernel.verbs.gasSolve!(MAX_ITERATIONS, TOLERANCE);
    const { at, iterations, residual, counts, values } = kernel.report();
    const notes: Report["notes"][number][] = [];
    if (counts[0]! > 0) notes.push({ code: "islandWithoutSource", at: nodeId(counts[1]!), value: values[0]! });
    if (counts[2]! > 0) {
      const link = net.links.ids.find((_, e) => kernel.column("link", "flow_kg_s")[e]! > limit.view[e]! * 1.000001);
      notes.push({ code: "overCapacity", at: link ?? "", value: counts[2]! });
    }
    const report: Report = { iterations, residual, notes };
    if (status === STATUS.OK) return { ok: true, report };
    const place = nodeId(at);
    if (status === STATUS.NO_SOURCE) {
      return {
        ok: false,
        code: "islandWithoutSource",
        at: place,
        hint: "gas: no node holds a pressure; open a valve or add a citySource",
        report,
      };
    }
    const hint =
      status === STATUS.DIVERGED
        ? `gas: no steady state near ${place}; its demand may be more than its feed can carry`
        : `gas: no equation fixes the pressure at ${place}`;
    return { ok: false, code: failureCode(status), at: place, hint, report };
  };

  return {
    utility: "gas",
    numbering: { node: net.nodes, link: net.links },
    column: (rows, name) => kernel.column(rows, name),
    applyProfiles,
    solve,
    advance: () => ({ ok: true, report: { iterations: 0, residual: 0, notes: [] } }),
    nextEvent_s: () => Number.POSITIVE_INFINITY,
    ownInflow: () => inflow.view as Float64Array,
    apply: (target, field, op, value) => applyField(target, field, op, value),
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
    const put = (array: Numbers, row: number): null | Issue => {
      if (typeof value !== "number" || !Number.isFinite(value)) return bad("a finite number is wanted");
      array[row] = op === "scale" ? array[row]! * value : value;
      return null;
    };
    const link = net.links.row(target);
    if (link >= 0) {
      if (field === "isOpen") {
        if (op === "scale" || typeof value === "string") return bad("set it to true or false");
        column("link", "isOpen")[link] = value ? 1 : 0;
        return null;
      }
      const { kind } = net.linkElements[link]!;
      if (kind === "regulator" && field === "setPressure_Pa") return put(column("link", "setPressure_Pa"), link);
      if (kind === "regulator" && field === "maxFlow_kg_s") return put(limit.view, link);
      if (kind === "compressor" && field === "ratio_1") return put(lift.view, 4 * link);
      return bad(`a ${kind} can change isOpen${kind === "regulator" ? ", setPressure_Pa, maxFlow_kg_s" : ""} in a run`);
    }
    const source = net.sources.get(target);
    if (source !== undefined) {
      return field === "pressure_Pa" ? put(held.view, source) : bad("a citySource can change pressure_Pa in a run");
    }
    const point = net.points.findIndex((p) => p.id === target);
    if (point >= 0) {
      const own = net.points[point]!.sign < 0 ? "offtake_kg_s" : "inflow_kg_s";
      return field === own ? put(base.view, point) : bad(`it can change ${own} in a run`);
    }
    return bad("no gas element with this id can change in a run");
  }
}
