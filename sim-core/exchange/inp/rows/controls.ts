import type { District } from "../../../model/district";
import type { ConditionRule, LinkAction, Premise, SimpleControl, WaterSchedule } from "../../../model/schedule";
import { instantText, numberText, plain, times } from "../number";
import type { InpUnits } from "../units";
import type { FileIds } from "./network";
import type { Row } from "./row";

type Kinds = ReadonlyMap<string, { readonly kind: string; readonly valveType: string }>;

/** Kinds of the links, for what a setting means. */
export function linkKinds(district: District): Kinds {
  return new Map(
    district.elements.map((e) => [e.id, { kind: e.kind, valveType: String(e.fields.valveType ?? "") }] as const),
  );
}

/** OPEN, CLOSED or a setting in the file's units. */
function actionWord(action: LinkAction, kinds: Kinds, u: InpUnits): string {
  const link = kinds.get(action.link);
  const isPump = link?.kind === "waterPump";
  // A pump told OPEN runs at speed 1, one told CLOSED at 0; any other speed is written as such.
  const isPlain = action.setting === undefined || (isPump && action.setting === (action.status === "open" ? 1 : 0));
  if (action.status !== undefined && isPlain) return action.status === "open" ? "OPEN" : "CLOSED";
  const type = link?.valveType;
  const toSi =
    type === "PRV" || type === "PSV" || type === "PBV"
      ? times(u.pressure_m)
      : type === "FCV"
        ? times(u.flow_m3_s)
        : plain;
  return numberText(action.setting!, toSi);
}

export function controlRows(schedule: WaterSchedule, ids: FileIds, kinds: Kinds, u: InpUnits): Row[] {
  const row = (c: SimpleControl): Row => {
    const words = ["LINK", ids.link(c.link), actionWord(c, kinds, u)];
    const { when } = c;
    if (when.kind === "time") words.push("AT", "TIME", instantText(when.at_s));
    else if (when.kind === "clock") words.push("AT", "CLOCKTIME", instantText(when.at_s));
    else {
      const value =
        when.kind === "level"
          ? numberText(when.level_m, times(u.length_m))
          : numberText(when.pressure_m, times(u.pressure_m));
      words.push("IF", "NODE", when.node, when.side.toUpperCase(), value);
    }
    return { owner: "controls", section: "CONTROLS", words };
  };
  return schedule.controls.map(row);
}

export function ruleRows(schedule: WaterSchedule, ids: FileIds, kinds: Kinds, u: InpUnits): Row[] {
  return schedule.rules
    .flatMap((rule) => linesOf(rule, ids, kinds, u))
    .map((words) => ({
      owner: "rules",
      section: "RULES",
      words,
    }));
}

function linesOf(rule: ConditionRule, ids: FileIds, kinds: Kinds, u: InpUnits): string[][] {
  const lines: string[][] = [["RULE", rule.name]];
  for (const p of rule.premises) lines.push([p.logic.toUpperCase(), ...premiseWords(p, ids)]);
  const actions = (list: readonly LinkAction[], first: string): void => {
    list.forEach((action, i) => {
      const isIdle = action.status === undefined && action.setting === undefined;
      const value = isIdle ? "ACTIVE" : actionWord(action, kinds, u);
      const isStatus = isIdle || value === "OPEN" || value === "CLOSED";
      const key = isStatus ? "STATUS" : "SETTING";
      lines.push([i === 0 ? first : "AND", "LINK", ids.link(action.link), key, isStatus ? "IS" : "=", value]);
    });
  };
  actions(rule.actions, "THEN");
  actions(rule.otherwise, "ELSE");
  if (rule.priority !== 0) lines.push(["PRIORITY", String(rule.priority)]);
  return lines;
}

const STATUS_WORDS: Readonly<Partial<Record<Premise["relation"], string>>> = { "=": "IS", "<>": "NOT" };

function premiseWords(p: Premise, ids: FileIds): string[] {
  const object = p.object === "system" ? ["SYSTEM"] : p.object === "node" ? ["NODE", p.id] : ["LINK", ids.link(p.id)];
  if (p.status !== undefined)
    return [...object, "STATUS", STATUS_WORDS[p.relation] ?? p.relation, p.status.toUpperCase()];
  const value =
    p.variable === "time" || p.variable === "clocktime"
      ? instantText(p.value!)
      : p.variable === "filltime" || p.variable === "draintime"
        ? numberText(p.value!, times(3600))
        : String(p.value);
  return [...object, p.variable.toUpperCase(), p.relation, value];
}
