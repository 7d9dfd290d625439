import type { District } from "../../model/district";
import type { Issue } from "../../model/issue";
import type { Scenario } from "../../model/scenario";
import type { WaterSchedule } from "../../model/schedule";
import type { Tag } from "../../model/tag";
import { mild } from "../mild";
import { tightened } from "./tighten";
import type { WaterModel } from "./write";

export interface CoupledInp {
  readonly district: District;
  readonly scenario: Scenario;
  /** What a coupled run makes of the file, for the report. */
  readonly issues: readonly Issue[];
}

/** Often enough for a chart of levels, and for whoever is coupled with it; flows hold over the file's own steps. */
const MOST_TICK_S = 300;

/**
 * An imported file as a district and a scenario that a coupled run takes: patterns, steps, controls and rules as they
 * are. They are the district's own (`waterSchedule`), so that what is saved, branched or written back has them.
 */
export function coupledInp({ district, schedule }: WaterModel): CoupledInp {
  const tick_s = tickOf(Math.min(schedule.hydraulicStep_s, schedule.patternStep_s));
  const duration_s = Math.max(schedule.duration_s, tick_s);
  return {
    issues: carriedOut(schedule),
    district: {
      ...district,
      options: { ...district.options, water: tightened(district.options.water ?? {}) },
      tags: [...district.tags, ...levelTags(district)],
      waterSchedule: schedule,
    },
    scenario: {
      format: "crosscurrent-scenario/1",
      id: district.id,
      name: district.name,
      story: "The file's own patterns, times, controls and rules.",
      start_s: schedule.startClock_s,
      duration_s,
      tick_s,
      weather: mild(schedule.startClock_s, duration_s),
      policy: "silo",
      seed: 1,
      changes: [],
    },
  };
}

/** How its controls and rules are carried out, for the report. */
function carriedOut({ controls, rules, hydraulicStep_s, ruleStep_s }: WaterSchedule): Issue[] {
  if (controls.length + rules.length === 0) return [];
  const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
  return [
    {
      ...{ severity: "note", code: "controlsRun", element: "[CONTROLS], [RULES]" },
      got: `${count(controls.length, "control")}, ${count(rules.length, "rule")}`,
      hint: `a coupled run carries them all out as EPANET does, at the file's own steps (hydraulic ${hydraulicStep_s} s, rules ${ruleStep_s} s); only a tank is full or empty when it is, not at the whole second beside it`,
    },
  ];
}

/** The file's step, or the fewest equal parts of it in whole seconds that are short enough: 1 h becomes 12 of 5 min. */
function tickOf(step_s: number): number {
  const fewest = Math.ceil(step_s / MOST_TICK_S);
  for (let parts = fewest; parts <= 4 * fewest; parts++) if (step_s % parts === 0) return step_s / parts;
  // Of a step without such parts ticks need not know: it ends where it ends.
  return MOST_TICK_S;
}

/** What the control room sees of an imported network; the file's controls read their levels by wire. */
const levelTags = (district: District): Tag[] =>
  district.elements
    .filter((e) => e.kind === "tank")
    .map((e) => ({
      id: `${e.id}.level_m`,
      element: e.id,
      quantity: "level_m",
      unit: "m",
      owner: "water",
      release: "own",
    }));
