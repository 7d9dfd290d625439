import type { Change } from "../../model/change";
import type { District, Rule } from "../../model/district";
import type { FieldValue } from "../../model/element";
import type { Issue } from "../../model/issue";
import type { Scenario } from "../../model/scenario";
import type { LinkAction, SimpleControl } from "../../model/schedule";
import type { Tag } from "../../model/tag";
import { mild } from "../mild";
import { tightened } from "./tighten";
import type { WaterModel } from "./write";

export interface CoupledInp {
  readonly district: District;
  readonly scenario: Scenario;
  /** Controls and rules that a coupled run does not carry out, and those that it does in another way. */
  readonly issues: readonly Issue[];
}

const DAY_S = 86_400;
/** Rules look once a tick: a longer one would overrun the levels at which a file starts and stops its pumps. */
const MOST_TICK_S = 300;

/**
 * An imported file as a district and a scenario that a coupled run takes: patterns as they are, controls by time as
 * Changes, and pairs of level controls (pump on below, off above) as the utility's own rule. Other controls and
 * [RULES] need the file's own run (`solve`), and are listed.
 */
export function coupledInp({ district, schedule }: WaterModel): CoupledInp {
  const issues: Issue[] = [];
  const kinds = new Map(district.elements.map((e) => [e.id, e.kind]));
  const changes: Change[] = [];
  const levels = new Map<string, { below?: number; above?: number; target: string; tank: string }>();
  const leftOut = (what: string): void => {
    issues.push({
      severity: "warning",
      code: "controlNotRun",
      element: what,
      hint: "a coupled run does not carry it out; the file's own run does",
    });
  };

  for (const control of schedule.controls) {
    const { when } = control;
    if (when.kind === "time" || when.kind === "clock") changes.push(...timed(control, kinds, schedule));
    else if (when.kind === "level" && kinds.get(control.link) === "waterPump" && control.status !== undefined) {
      const key = `${control.link} ${when.node}`;
      const pair = levels.get(key) ?? { target: control.link, tank: when.node };
      if ((when.side === "below") === (control.status === "open")) pair[when.side] = when.level_m;
      levels.set(key, pair);
    } else leftOut(`control of ${control.link} by ${when.node}`);
  }
  const tags: Tag[] = [];
  const rules: Rule[] = [];
  for (const { target, tank, below, above } of levels.values()) {
    if (below === undefined || above === undefined) {
      leftOut(`control of ${target} by ${tank}`);
      continue;
    }
    const tag = `${tank}.level_m`;
    if (!tags.some((t) => t.id === tag))
      tags.push({ id: tag, element: tank, quantity: "level_m", unit: "m", owner: "water", release: "own" });
    const parameters = { levelTag: tag, on_m: below, off_m: above };
    rules.push({ id: `${target}.${tank}`, owner: "water", kind: "tankLevelPump", target, parameters });
  }
  for (const rule of schedule.rules) leftOut(`rule ${rule.name}`);

  // the file's step, or the fewest equal parts of it that are short enough: 1 h becomes 12 ticks of 5 min
  const step_s = Math.min(schedule.hydraulicStep_s, schedule.patternStep_s);
  let parts = Math.ceil(step_s / MOST_TICK_S);
  while (parts < step_s && step_s % parts !== 0) parts++;
  const tick_s = step_s / parts;
  const duration_s = Math.max(schedule.duration_s, tick_s);
  return {
    issues,
    district: {
      ...district,
      options: { ...district.options, water: tightened(district.options.water ?? {}) },
      tags: [...district.tags, ...tags],
      rules: [...district.rules, ...rules],
    },
    scenario: {
      format: "crosscurrent-scenario/1",
      id: district.id,
      name: district.name,
      story: "The file's own patterns and times.",
      start_s: schedule.startClock_s,
      duration_s,
      tick_s,
      weather: mild(schedule.startClock_s, duration_s),
      policy: "silo",
      seed: 1,
      changes: changes.sort((a, b) => a.at_s - b.at_s),
    },
  };
}

/** A control by time is one Change; one by the clock is one a day. */
function timed(control: SimpleControl, kinds: ReadonlyMap<string, string>, schedule: WaterModel["schedule"]): Change[] {
  const { when } = control;
  if (when.kind !== "time" && when.kind !== "clock") return [];
  const instants: number[] = [];
  if (when.kind === "time") instants.push(when.at_s);
  else {
    const first = (((when.at_s - schedule.startClock_s) % DAY_S) + DAY_S) % DAY_S;
    for (let t = first; t <= schedule.duration_s; t += DAY_S) instants.push(t);
  }
  return instants
    .filter((at_s) => at_s <= schedule.duration_s)
    .map((at_s) => ({
      at_s,
      op: "set",
      target: control.link,
      fields: fieldsOf(control, kinds.get(control.link) ?? ""),
      by: "water",
      why: "control of the file",
    }));
}

function fieldsOf(action: LinkAction, kind: string): Record<string, FieldValue> {
  if (kind === "waterPump")
    return action.status === "closed" ? { isOn: false } : { isOn: true, speed_1: action.setting ?? 1 };
  if (kind === "waterPipe") return { isOpen: action.status === "open" };
  return action.status === undefined ? { setting: action.setting ?? 0 } : { status: action.status };
}
