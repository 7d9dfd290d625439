import type { District } from "../../model/district";
import { compileWater } from "../../utilities/water/compile";
import type { WaterNet } from "../../utilities/water/net";
import {
  type AreaBalance,
  AreaBooks,
  type AreaPractice,
  meterAreas,
  zoneAreas,
} from "../../utilities/water/studies/metered";
import { CannotBegin, netOf } from "./instant";
import { leakParts } from "./leakage";
import { type RecordedWater, statesOf } from "./recorded";

export interface AreaRow extends AreaBalance {
  /** A junction or source in it, to call it by. */
  readonly first: string;
  readonly nodes: readonly string[];
}

export interface AreasQuestion {
  readonly district: District;
  /** The run on screen; without one the file's own run is made. */
  readonly run: RecordedWater | null;
  /** Time of day at which that run starts. */
  readonly startClock_s: number;
  /** What the model does not know, by area. */
  readonly practice: Readonly<Record<string, AreaPractice>>;
}

export interface AreasAnswer {
  readonly failure: string;
  readonly areas: readonly AreaRow[];
}

/** Books of every pressure zone with a demand, over the run on screen or the file's own. */
export function studyAreas(module: WebAssembly.Module, question: AreasQuestion): AreasAnswer {
  const { district, run, practice } = question;
  try {
    const net = netOf(compileWater(district));
    const areas = zoneAreas(net);
    const known = (id: string): AreaPractice => practice[id] ?? {};
    const schedule = district.waterSchedule;
    if (!run && !schedule) throw new CannotBegin("metered areas are read from a run: run the scenario first");
    const { areas: found, failure } = run
      ? { areas: bookRun(net, areas, run, question.startClock_s).close(known), failure: "" }
      : meterAreas(module, net, schedule!, areas, known);
    const rows = found.map((balance, a): AreaRow => {
      const nodes = areas[a]!.nodes.map((i) => net.nodes.ids[i]!);
      return { ...balance, first: nodes.at(-1) ?? "", nodes };
    });
    return { failure, areas: rows };
  } catch (error) {
    if (error instanceof CannotBegin) return { failure: error.message, areas: [] };
    throw error;
  }
}

/** What a Frame says; emitters and leaks take what their laws give at its heads. */
function bookRun(net: WaterNet, areas: ReturnType<typeof zoneAreas>, run: RecordedWater, startClock_s: number) {
  const books = new AreaBooks(net, areas, startClock_s);
  const parts = leakParts(net);
  for (const { time_s, state } of statesOf(net, run))
    books.take(time_s, {
      flow: (k) => state.flow[k]!,
      outflow: (i) => state.outflow[i]!,
      head: (i) => state.head[i]!,
      // where nothing comes out nothing leaks: a zone without a source holds no head
      leak: (i) => (state.outflow[i] === 0 ? 0 : parts.reduce((sum, p) => sum + p.flow(i, state.head[i]!), 0)),
    });
  return books;
}
