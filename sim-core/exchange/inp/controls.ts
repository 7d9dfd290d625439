import type { ConditionRule, LinkAction, Premise, RuleVariable, SimpleControl } from "../../model/schedule";
import { type InpContext, type LinkRecord, numberOf, starts } from "./context";
import { settingInSi } from "./network";
import type { InpLine } from "./text";
import { instantSeconds } from "./time";

/** OPEN, CLOSED or a number, as it acts on one link. null after a complaint. */
function actionOf(c: InpContext, line: InpLine, link: LinkRecord, word: string | undefined): LinkAction | null {
  const id = c.linkId(link.id);
  if (link.fields.status === "checkValve") {
    c.add("error", "controlOfCheckValve", line.line, {
      element: `link ${link.id}`,
      hint: "a check valve cannot be controlled",
    });
    return null;
  }
  const isPump = link.kind === "waterPump";
  if (starts(word, "OPEN") || starts(word, "CLOS")) {
    const status = starts(word, "OPEN") ? "open" : "closed";
    return isPump ? { link: id, status, setting: status === "open" ? 1 : 0 } : { link: id, status };
  }
  const value = numberOf(word);
  if (!(value >= 0) || link.fields.valveType === "GPV") {
    c.add("error", "badWord", line.line, {
      element: `link ${link.id}`,
      got: word ?? "nothing",
      want: link.fields.valveType === "GPV" ? "OPEN or CLOSED" : "OPEN, CLOSED or a setting >= 0",
    });
    return null;
  }
  if (link.kind === "waterPipe") return { link: id, status: value === 0 ? "closed" : "open" };
  if (isPump) return { link: id, status: value === 0 ? "closed" : "open", setting: value };
  return { link: id, setting: settingInSi(link, value, c) };
}

/** [CONTROLS]: `LINK id status IF NODE id ABOVE|BELOW x`, `... AT TIME t`, `... AT CLOCKTIME t [AM|PM]`. */
export function readControls(c: InpContext): SimpleControl[] {
  const controls: SimpleControl[] = [];
  for (const line of c.sections.get("CONTROLS") ?? []) {
    const isMarked = /^(EN|DIS)ABLED$/i.test(line.words.at(-1)!);
    if (isMarked && starts(line.words.at(-1), "DIS")) {
      c.add("note", "disabled", line.line, { element: "[CONTROLS]", got: line.words.join(" "), hint: "left out" });
      continue;
    }
    const w = isMarked ? line.words.slice(0, -1) : line.words;
    if (w.length < 6) {
      c.add("error", "tooFewWords", line.line, {
        got: w.join(" "),
        want: "LINK id status IF NODE id ABOVE x, or LINK id status AT TIME t",
      });
      continue;
    }
    const link = c.links.get(w[1]!);
    if (!link) {
      c.add("error", "unknownLink", line.line, { got: w[1]!, want: "the id of a link" });
      continue;
    }
    const action = actionOf(c, line, link, w[2]);
    if (!action) continue;
    if (starts(w[4], "TIME") || starts(w[4], "CLOCK")) {
      const at = instantSeconds(w[5]!, w[6] ?? "");
      if (Number.isNaN(at)) {
        c.add("error", "badTime", line.line, {
          element: `link ${link.id}`,
          got: w.slice(5).join(" "),
          want: "a time such as 6, 6:30, 6 AM",
        });
        continue;
      }
      const isClock = starts(w[4], "CLOCK");
      controls.push({ ...action, when: isClock ? { kind: "clock", at_s: at % 86400 } : { kind: "time", at_s: at } });
      continue;
    }
    const node = c.nodes.get(w[5] ?? "");
    const side = starts(w[6], "BELOW") ? "below" : starts(w[6], "ABOVE") ? "above" : null;
    const value = numberOf(w[7]);
    if (!node || !side || Number.isNaN(value)) {
      c.add("error", "badControl", line.line, {
        element: `link ${link.id}`,
        got: w.slice(3).join(" "),
        want: "IF NODE id ABOVE x, IF NODE id BELOW x, AT TIME t or AT CLOCKTIME t",
      });
      continue;
    }
    if (node.kind === "reservoir")
      c.add("warning", "controlByReservoir", line.line, {
        element: `link ${link.id}`,
        got: w.slice(3).join(" "),
        hint: "a reservoir's level does not decide: as in EPANET, the order is given at every step",
      });
    controls.push({
      ...action,
      when:
        node.kind === "waterJunction"
          ? { kind: "pressure", node: node.id, side, pressure_m: value * c.units.pressure_m }
          : { kind: "level", node: node.id, side, level_m: value * c.units.length_m },
    });
  }
  return controls;
}

const RELATIONS: Readonly<Record<string, Premise["relation"]>> = {
  "=": "=",
  IS: "=",
  "<>": "<>",
  NOT: "<>",
  "<": "<",
  BELOW: "<",
  "<=": "<=",
  ">": ">",
  ABOVE: ">",
  ">=": ">=",
};
const VARIABLES: readonly (readonly [string, RuleVariable])[] = [
  ["DEMA", "demand"],
  ["HEAD", "head"],
  ["GRADE", "head"],
  ["LEVEL", "level"],
  ["PRES", "pressure"],
  ["FLOW", "flow"],
  ["STAT", "status"],
  ["SETT", "setting"],
  ["CLOCKTIME", "clocktime"],
  ["TIME", "time"],
  ["FILL", "filltime"],
  ["DRAI", "draintime"],
];
const NODE_WORDS = ["NODE", "JUNC", "RESE", "TANK"];
const LINK_WORDS = ["LINK", "PIPE", "PUMP", "VALV"];

/** [RULES]: RULE name / IF / AND / OR / THEN / ELSE / PRIORITY. A rule with a fault is left out and named. */
export function readRules(c: InpContext): ConditionRule[] {
  const rules: ConditionRule[] = [];
  let rule: {
    name: string;
    priority: number;
    premises: Premise[];
    actions: LinkAction[];
    otherwise: LinkAction[];
  } | null = null;
  let part: "if" | "actions" | "otherwise" | null = null;
  let isDisabled = false;
  const close = (): void => {
    if (rule && !isDisabled) rules.push(rule);
    rule = null;
    isDisabled = false;
  };
  for (const line of c.sections.get("RULES") ?? []) {
    const w = line.words;
    const first = w[0]!.toUpperCase();
    const bad = (got: string, want: string): void =>
      c.add("error", "badRule", line.line, { element: rule ? `rule ${rule.name}` : undefined, got, want });
    if (first === "RULE") {
      close();
      rule = { name: w[1] ?? "", priority: 0, premises: [], actions: [], otherwise: [] };
      part = null;
      continue;
    }
    if (!rule) {
      bad(w.join(" "), "RULE name first");
      continue;
    }
    if (first === "DISABLED") {
      isDisabled = true;
      c.add("note", "disabled", line.line, { element: `rule ${rule.name}`, hint: "left out" });
      continue;
    }
    if (first === "ENABLED") continue;
    if (first === "PRIORITY") {
      rule.priority = numberOf(w[1]);
      if (Number.isNaN(rule.priority)) bad(w[1] ?? "nothing", "a number");
      continue;
    }
    if (first === "IF") part = "if";
    else if (first === "THEN" || first === "ELSE") {
      if (part === null) {
        bad(first, "IF first");
        continue;
      }
      part = first === "THEN" ? "actions" : "otherwise";
    } else if (first !== "AND" && first !== "OR") {
      bad(w[0]!, "RULE, IF, AND, OR, THEN, ELSE or PRIORITY");
      continue;
    }
    if (part === null) {
      bad(w[0]!, "IF first");
    } else if (part === "if") {
      const premise = readPremise(c, line, first === "IF" ? "if" : first === "OR" ? "or" : "and", bad);
      if (premise) rule.premises.push(premise);
    } else {
      const link = c.links.get(w[2] ?? "");
      if (w.length !== 6 || !LINK_WORDS.includes(w[1]!.toUpperCase().slice(0, 4)) || !link) {
        bad(w.join(" "), "LINK id STATUS IS OPEN, or LINK id SETTING IS x");
        continue;
      }
      const word = w[5]!;
      if (starts(word, "ACTI")) {
        rule[part].push({ link: c.linkId(link.id) });
        c.add("note", "notUsed", line.line, {
          element: `rule ${rule.name}`,
          got: w.slice(1).join(" "),
          hint: "EPANET changes nothing by it; orders of less priority for this link wait",
        });
        continue;
      }
      let action = actionOf(c, line, link, word);
      // A rule that opens a pump leaves its speed to the status; only a numeric action carries a setting.
      if (action && (starts(word, "OPEN") || starts(word, "CLOS")))
        action = { link: action.link, status: action.status };
      else if (action && link.kind !== "waterPipe") action = { link: action.link, setting: action.setting };
      if (action) rule[part].push(action);
    }
  }
  close();
  return rules;
}

function readPremise(
  c: InpContext,
  line: InpLine,
  logic: Premise["logic"],
  bad: (got: string, want: string) => void,
): Premise | null {
  const w = line.words;
  const kind = (w[1] ?? "").toUpperCase();
  const isSystem = kind === "SYSTEM";
  const object = isSystem
    ? "system"
    : NODE_WORDS.includes(kind.slice(0, 4))
      ? "node"
      : LINK_WORDS.includes(kind.slice(0, 4))
        ? "link"
        : null;
  const at = isSystem ? 2 : 3;
  if (!object || w.length < at + 3) {
    bad(w.join(" "), "IF object id variable relation value");
    return null;
  }
  const name = (w[at] ?? "").toUpperCase();
  const variable = VARIABLES.find(([key]) => name.startsWith(key))?.[1];
  const relation = RELATIONS[(w[at + 1] ?? "").toUpperCase()];
  const allowed: Readonly<Record<string, readonly string[]>> = {
    system: ["demand", "time", "clocktime"],
    node: ["demand", "head", "level", "pressure", "filltime", "draintime"],
    link: ["flow", "status", "setting"],
  };
  if (!variable || !allowed[object]!.includes(variable)) {
    bad(w[at] ?? "nothing", `one of ${allowed[object]!.join(", ")}`);
    return null;
  }
  if (!relation) {
    bad(w[at + 1] ?? "nothing", "=, <>, <, <=, >, >=, IS, NOT, BELOW or ABOVE");
    return null;
  }
  let id = "";
  if (object === "node") {
    id = w[2]!;
    if (!c.nodes.has(id)) {
      bad(id, "the id of a node");
      return null;
    }
  } else if (object === "link") {
    if (!c.links.has(w[2]!)) {
      bad(w[2]!, "the id of a link");
      return null;
    }
    id = c.linkId(w[2]!);
  }
  const isTime = variable === "time" || variable === "clocktime";
  if (w.length > at + (isTime ? 4 : 3)) {
    bad(w.slice(at + 1).join(" "), "one relation and one value");
    return null;
  }
  const base = { logic, object, id, variable, relation } as const;
  const last = w[w.length - 1]!;
  if (isTime) {
    const value = instantSeconds(w[at + 2]!, w[at + 3] ?? "");
    if (Number.isNaN(value)) {
      bad(w.slice(at + 2).join(" "), "a time such as 6, 6:30, 6 AM");
      return null;
    }
    return { ...base, value };
  }
  if (starts(last, "OPEN") || starts(last, "CLOS") || starts(last, "ACTI")) {
    if (variable !== "status") {
      bad(last, `a number for ${w[at]}; only STATUS is OPEN, CLOSED or ACTIVE`);
      return null;
    }
    return { ...base, status: starts(last, "OPEN") ? "open" : starts(last, "CLOS") ? "closed" : "active" };
  }
  const value = numberOf(last);
  if (Number.isNaN(value)) {
    bad(last, "a number, OPEN, CLOSED or ACTIVE");
    return null;
  }
  return { ...base, value: variable === "filltime" || variable === "draintime" ? value * 3600 : value };
}
