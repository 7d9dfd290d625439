import type { District } from "../../model/district";
import { compileWater } from "../../utilities/water/compile";
import type { WaterNet } from "../../utilities/water/net";
import {
  endShutOffs,
  type IsolationTrace,
  isolate,
  modelledShutOffs,
  type ShutState,
  startState,
  stateOf,
  switchedLinks,
} from "../../utilities/water/studies/isolation";
import { CannotBegin, netOf, standAt, type WaterInstant } from "./instant";

/** Where valves sit: those of the model, or one at both ends of every pipe where the model leaves them out. */
export type ValvePlaces = "model" | "ends";

export interface IsolationQuestion {
  readonly district: District;
  readonly at: WaterInstant | null;
  /** Pipe, pump or valve to be shut off. */
  readonly main: string;
  readonly valves: ValvePlaces;
  /** Valves that do not shut. */
  readonly stuck: readonly string[];
}

export interface IsolationAnswer {
  readonly failure: string;
  /** Null when it failed. */
  readonly trace: IsolationTrace | null;
}

/** Which valves shut a main, what lies dry behind them and who loses water, as it stands filed or at an instant. */
export function studyIsolation(module: WebAssembly.Module, question: IsolationQuestion): IsolationAnswer {
  const { district, at, main, valves, stuck } = question;
  try {
    const net = netOf(compileWater(district));
    const row = net.links.row(main);
    if (row < 0) throw new CannotBegin(`${main} is no main: wanted a pipe, a pump or a valve of the water network`);
    const places =
      valves === "ends" ? endShutOffs(net) : modelledShutOffs(net, switchedLinks(district.waterSchedule ?? null));
    const state = at ? stateAt(module, net, at) : startState(net);
    return { failure: "", trace: isolate(district, net, row, places, new Set(stuck), state) };
  } catch (error) {
    if (error instanceof CannotBegin) return { failure: error.message, trace: null };
    throw error;
  }
}

function stateAt(module: WebAssembly.Module, net: WaterNet, at: WaterInstant): ShutState {
  const { network } = standAt(module, net, at);
  const demand_m3_s = Float64Array.from(
    { length: net.junctionCount },
    (_, i) => network.fullDemand[i]! / net.constants.flow_k,
  );
  return { ...stateOf(network), demand_m3_s };
}
