import type { District } from "../../model/district";
import {
  FIRE_FLOW_DEFAULTS,
  FireFlow,
  FireFlowFault,
  type FireFlowPlace,
  fireNet,
  firePlaces,
} from "../../utilities/water/studies/fireFlow";
import { CannotBegin, netOf, stand, type WaterInstant } from "./instant";
import { type Pace, Paced } from "./pace";

/** One hydrant, or one junction of a network without hydrants, as a table shows it. */
export interface FireFlowRow {
  readonly id: string;
  readonly node: string;
  /** Gauge pressure before the draw. */
  readonly static_Pa: number;
  /** With 20 psi left there and at every served node of its zone; screened, until it is exact. */
  readonly available_m3_s: number;
  /** With 20 psi left at its own node alone; NaN when only screened. */
  readonly atNode_m3_s: number;
  /** Node whose pressure sets the limit. */
  readonly critical: string;
  readonly isExact: boolean;
  /** The most that is asked for was there. */
  readonly isCapped: boolean;
}

export interface FireFlowAnswer {
  readonly failure: string;
  readonly places: number;
  readonly screened: number;
  readonly exact: number;
  /** No hydrants in the model: every junction was asked. */
  readonly isEveryJunction: boolean;
  /** Served nodes below 20 psi without any draw: they set no limit. */
  readonly lowBefore: readonly string[];
  readonly isCancelled: boolean;
}

/**
 * Available fire flow of every place, from the filed state or an instant of a run: all screened from one factor, then,
 * if it is asked for, by real solves, the weakest first. A place that comes again stands in for what it was.
 */
export async function studyFireFlow(
  module: WebAssembly.Module,
  district: District,
  at: WaterInstant | null,
  isExact: boolean,
  hand: (rows: readonly FireFlowRow[]) => void,
  pace: Pace,
): Promise<FireFlowAnswer> {
  const counts = { places: 0, screened: 0, exact: 0 };
  const nothing = { ...counts, isEveryJunction: false, lowBefore: [], isCancelled: false };
  try {
    const net = netOf(fireNet(district));
    const study = new FireFlow(module, net, FIRE_FLOW_DEFAULTS, stand(module, district, net, at).network);
    const toPa = (head_m: number): number => head_m * net.constants.pressure_k * net.constants.headToPressure_Pa;
    const row = (p: FireFlowPlace): FireFlowRow => ({
      ...{ id: p.id, node: p.node, static_Pa: toPa(p.static_m), critical: p.critical, isCapped: p.isCapped },
      available_m3_s: Number.isNaN(p.available_m3_s) ? p.screened_m3_s : p.available_m3_s,
      atNode_m3_s: p.atNode_m3_s,
      isExact: !Number.isNaN(p.available_m3_s),
    });
    const places = firePlaces(district, net);
    counts.places = places.length;
    const paced = new Paced(hand, pace);
    const weakest: { readonly id: string; readonly node: number; readonly flow: number }[] = [];
    let goesOn = true;
    for (const { id, node } of places) {
      const found = study.ask(id, node, false);
      weakest.push({ id, node, flow: found.screened_m3_s });
      counts.screened++;
      goesOn = await paced.take(row(found));
      if (!goesOn) break;
    }
    weakest.sort((a, b) => a.flow - b.flow);
    for (const { id, node } of isExact && goesOn ? weakest : []) {
      const found = study.ask(id, node, true);
      counts.exact++;
      if (!(await paced.take(row(found)))) break;
    }
    paced.send();
    return {
      failure: "",
      ...counts,
      isEveryJunction: !district.elements.some((e) => e.kind === "hydrant"),
      lowBefore: study.lowBefore(),
      isCancelled: pace.isCancelled(),
    };
  } catch (error) {
    if (error instanceof CannotBegin || error instanceof FireFlowFault) return { failure: error.message, ...nothing };
    throw error;
  }
}
