import type { District } from "../../model/district";
import type { Scenario } from "../../model/scenario";
import { frameLayout, openRun } from "../../session/run";
import type { SessionState } from "../../session/session";
import { runVariants } from "../../study/variants";
import type { Runs } from "../../telemetry/compare/twin";
import { daysOf } from "../../telemetry/compare/twin";
import type { SoundDay } from "../../telemetry/compare/watch";
import { tagCells } from "../../telemetry/frames";
import { Instrument } from "../../telemetry/instrument";
import { nameHash } from "../../time/noise";
import { VerbError } from "../args";

/** Runs of the twin in this process, one after the other. */
export function directRuns(module: WebAssembly.Module, district: District, scenario: Scenario): Runs<SessionState> {
  const { run } = openRun(module, district, scenario, 1);
  if (!run) throw new VerbError(`${district.name} does not run with ${scenario.name}`);
  const layout = frameLayout(run);
  return {
    async variants({ gauges = district.tags, ...asked }) {
      const places = tagCells(layout, gauges);
      const [tags, cells] = [[...places.keys()], [...places.values()]];
      const { state, values } = runVariants(module, { district, ...asked, cells });
      return { state, days: daysOf(tags, values) };
    },
  };
}

/** How an instrument lies from a tick on: it tells what it told last, or a share of its greatest value too much. */
export interface Lie {
  readonly tag: string;
  readonly tick: number;
  readonly offset_1?: number;
}

/** What instruments make of a day, each with noise, drift and dropouts of its own; one of them may lie. */
export function measured(day: SoundDay, seed: number, tick_s: number, lie?: Lie): SoundDay {
  return new Map(
    [...day].map(([tag, values]) => {
      const instrument = new Instrument(nameHash(`${seed}/${tag}`));
      const by = tag === lie?.tag && lie.offset_1 !== undefined ? lie.offset_1 * greatest(values) : 0;
      const told = values.map((x, tick) => {
        const isLying = tag === lie?.tag && tick >= lie.tick;
        instrument.isStuck = isLying && lie.offset_1 === undefined;
        return (instrument.read(x, tick * tick_s) ?? Number.NaN) + (isLying ? by : 0);
      });
      return [tag, told];
    }),
  );
}

const greatest = (values: Float64Array): number => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
