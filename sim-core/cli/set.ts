import type { Change } from "../model/change";
import type { District } from "../model/district";
import type { FieldValue } from "../model/element";
import { issueText } from "../model/issue";
import type { Scenario } from "../model/scenario";
import { clockText, local_s } from "../time/clock";
import { checkChange } from "../utilities/changeable";
import { UsageError } from "./args";

export const SET_MEANING = "a Change, ELEMENT.field=value[@HH:MM or @tick]; may be given more than once";

export const countText = (changes: number): string => (changes === 1 ? "1 Change" : `${changes || "no"} Changes`);

const DAY_S = 86_400;

/** "13:40" (the district's clock, the first time that it comes from `from_s` on) or a tick's number -> seconds. */
export function instantOf(district: District, scenario: Scenario, typed: string, what: string, from_s = 0): number {
  const ticks = Math.ceil(scenario.duration_s / scenario.tick_s);
  let at_s = Number.NaN;
  if (/^\d+$/.test(typed)) at_s = Number(typed) * scenario.tick_s;
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(typed);
  if (clock) {
    const [hours, minutes, seconds] = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0)];
    if (hours > 23 || minutes > 59 || seconds > 59) throw new UsageError(`${what}: "${typed}" is no time of day`);
    const local = local_s(district, scenario.start_s + from_s);
    const wanted = hours * 3600 + minutes * 60 + seconds;
    at_s = from_s + ((((wanted - local) % DAY_S) + DAY_S) % DAY_S);
  }
  if (Number.isNaN(at_s))
    throw new UsageError(`${what} wants a time of day (13:40) or a tick (0 to ${ticks - 1}), got "${typed}"`);
  if (at_s >= scenario.duration_s) {
    const first = clockText(district, scenario.start_s + from_s);
    const last = clockText(district, scenario.start_s + (ticks - 1) * scenario.tick_s);
    throw new UsageError(
      `${what}: "${typed}" is not in ${scenario.id} from ${first} on: its last tick is ${ticks - 1}, at ${last}`,
    );
  }
  return at_s;
}

/** The tick of an instant, which must be one. */
export function tickOf(district: District, scenario: Scenario, typed: string, what: string): number {
  const at_s = instantOf(district, scenario, typed, what);
  const tick = at_s / scenario.tick_s;
  if (Number.isInteger(tick)) return tick;
  const at = (t: number) => clockText(district, scenario.start_s + t * scenario.tick_s);
  const [before, after] = [at(Math.floor(tick)), at(Math.ceil(tick))];
  throw new UsageError(
    `${what}: ${typed} is no tick; they come every ${scenario.tick_s / 60} min: ${before} or ${after}`,
  );
}

/** What was typed after --set as Changes, each held against what its element can take. Instants default to `from_s`. */
export function readChanges(
  typed: readonly string[],
  district: District,
  scenario: Scenario,
  from_s: number,
): readonly Change[] {
  const byId = new Map(district.elements.map((e) => [e.id, e]));
  return typed.map((text) => {
    const parts = /^(.+)\.([A-Za-z][A-Za-z0-9_]*)=([^@]*)(?:@(.+))?$/.exec(text);
    if (!parts) throw new UsageError(`--set wants ELEMENT.field=value or ELEMENT.field=value@13:40, got "${text}"`);
    const [, target, field, value, at] = parts as unknown as [string, string, string, string, string | undefined];
    const at_s = at === undefined ? from_s : instantOf(district, scenario, at, `--set ${text}`, from_s);
    if (at_s < from_s)
      throw new UsageError(`--set ${text}: ${at} lies before the branch, which begins at ${from_s / scenario.tick_s}`);
    const fields = { [field]: typedValue(value) };
    const change: Change = { at_s, op: "set", target, fields, by: "user", why: `${field} set to ${value}` };
    const [issue] = checkChange(byId, change, scenario.duration_s, district);
    if (issue) throw new UsageError(`--set ${text}: ${issueText(issue)}`);
    return change;
  });
}

export function typedValue(text: string): FieldValue {
  if (text === "true" || text === "false") return text === "true";
  const number = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isNaN(number) ? text : number;
}
