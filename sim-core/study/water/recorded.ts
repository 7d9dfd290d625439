import type { WaterNet } from "../../utilities/water/net";
import type { CarryingState } from "../../utilities/water/studies/quality";

/** The water of a run on screen: heads, outflows and flows of consecutive instants, each of which holds until the next. */
export interface RecordedWater {
  readonly nodes: readonly string[];
  readonly links: readonly string[];
  /** Time between two instants; the first is the start of the run. */
  readonly step_s: number;
  readonly instants: number;
  /** By instant: head_m and demand_m3_s of the nodes, flow_m3_s of the links. */
  readonly values: Float32Array;
}

/** Instants of a recorded run in the units of a network. */
export function* statesOf(net: WaterNet, run: RecordedWater): Generator<{ time_s: number; state: CarryingState }> {
  const { length_k, flow_k } = net.constants;
  const [n, width] = [run.nodes.length, 2 * run.nodes.length + run.links.length];
  const nodes = run.nodes.map((id) => net.nodes.row(id));
  const links = run.links.map((id) => net.links.row(id));
  for (let t = 0; t < run.instants; t++) {
    const at = t * width;
    const state = {
      head: new Float64Array(net.nodes.count),
      outflow: new Float64Array(net.nodes.count),
      flow: new Float64Array(net.links.count),
    };
    const read = (place: number): number => {
      const v = run.values[at + place]!;
      return Number.isNaN(v) ? 0 : v;
    };
    nodes.forEach((row, i) => {
      if (row < 0) return;
      state.head[row] = read(i) * length_k;
      state.outflow[row] = read(n + i) * flow_k;
    });
    links.forEach((row, i) => {
      if (row >= 0) state.flow[row] = read(2 * n + i) * flow_k;
    });
    yield { time_s: t * run.step_s, state };
  }
}
