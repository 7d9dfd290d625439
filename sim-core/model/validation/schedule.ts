import type { Element } from "../element";
import type { Issue } from "../issue";
import { didYouMean } from "../nearest";
import type { ConditionRule, LinkAction, Premise, SimpleControl, WaterSchedule } from "../schedule";

const NODES = ["waterJunction", "reservoir", "tank"];
const LINKS = ["waterPipe", "waterPump", "waterValve"];
const STEPS = ["hydraulicStep_s", "patternStep_s", "reportStep_s", "ruleStep_s"] as const;
const VARIABLES = {
  system: ["demand", "time", "clocktime"],
  node: ["demand", "head", "level", "pressure", "filltime", "draintime"],
  link: ["flow", "status", "setting"],
} as const;
const RELATIONS = ["=", "<>", "<", "<=", ">", ">="];

/** A file's own steps, controls and rules, as they stand in a district: known links and nodes, numbers that are some. */
export function checkSchedule(schedule: WaterSchedule, byId: ReadonlyMap<string, Element>, issues: Issue[]): void {
  new Checker(byId, issues).schedule(schedule);
}

class Checker {
  private readonly where = "waterSchedule";

  constructor(
    private readonly byId: ReadonlyMap<string, Element>,
    private readonly issues: Issue[],
  ) {}

  schedule(s: WaterSchedule): void {
    if (!this.isRecord(s, "waterSchedule")) return;
    const whole = (x: unknown, least: number): boolean => Number.isInteger(x) && (x as number) >= least;
    for (const name of STEPS) if (!whole(s[name], 1)) this.bad(name, s[name], "whole seconds, at least 1");
    if (!whole(s.duration_s, 0)) this.bad("duration_s", s.duration_s, "whole seconds");
    for (const name of ["patternStart_s", "startClock_s"] as const)
      if (!whole(s[name], 0)) this.bad(name, s[name], "whole seconds");
    for (const name of ["flow_m3_s", "length_m", "pressure_m"] as const)
      if (!(s.units?.[name] > 0)) this.bad(`units.${name}`, s.units?.[name], "a number > 0");
    if (this.isList(s.controls, "controls")) s.controls.forEach((c, i) => this.control(c, `controls[${i}]`));
    if (this.isList(s.rules, "rules")) s.rules.forEach((r, i) => this.rule(r, `rules[${i}]`));
  }

  private control(c: SimpleControl, field: string): void {
    if (!this.isRecord(c, field) || !this.isRecord(c.when, `${field}.when`)) return;
    this.action(c, field);
    const { when } = c;
    if (when.kind === "time" || when.kind === "clock") this.number(when.at_s, `${field}.when.at_s`);
    else if (when.kind === "level" || when.kind === "pressure") {
      this.element(when.node, `${field}.when.node`, NODES);
      if (when.side !== "above" && when.side !== "below") this.bad(`${field}.when.side`, when.side, "above or below");
      if (when.kind === "level") this.number(when.level_m, `${field}.when.level_m`);
      else this.number(when.pressure_m, `${field}.when.pressure_m`);
    } else this.bad(`${field}.when.kind`, (when as { kind: unknown }).kind, "time, clock, level or pressure");
  }

  private rule(r: ConditionRule, field: string): void {
    if (!this.isRecord(r, field)) return;
    this.number(r.priority, `${field}.priority`);
    if (this.isList(r.premises, `${field}.premises`))
      r.premises.forEach((p, i) => this.premise(p, `${field}.premises[${i}]`));
    for (const name of ["actions", "otherwise"] as const)
      if (this.isList(r[name], `${field}.${name}`))
        r[name].forEach(
          (a, i) => this.isRecord(a, `${field}.${name}[${i}]`) && this.action(a, `${field}.${name}[${i}]`, true),
        );
  }

  private premise(p: Premise, field: string): void {
    if (!this.isRecord(p, field)) return;
    if (!["if", "and", "or"].includes(p.logic)) this.bad(`${field}.logic`, p.logic, "if, and or or");
    const known: readonly string[] | undefined = VARIABLES[p.object];
    if (!known) {
      this.bad(`${field}.object`, p.object, "node, link or system");
      return;
    }
    if (p.object !== "system") this.element(p.id, `${field}.id`, p.object === "node" ? NODES : LINKS);
    if (!known.includes(p.variable)) this.bad(`${field}.variable`, p.variable, known.join(", "));
    if (!RELATIONS.includes(p.relation)) this.bad(`${field}.relation`, p.relation, RELATIONS.join(" "));
    if (p.status === undefined) this.number(p.value, `${field}.value`);
    else if (!["open", "closed", "active"].includes(p.status))
      this.bad(`${field}.status`, p.status, "open, closed or active");
  }

  private action(a: LinkAction, field: string, mayBeIdle = false): void {
    const link = this.element(a.link, `${field}.link`, LINKS);
    if (link?.fields.status === "checkValve") this.bad(`${field}.link`, a.link, "a link that is no check valve");
    if (a.status !== undefined && a.status !== "open" && a.status !== "closed")
      this.bad(`${field}.status`, a.status, "open or closed");
    if (a.setting !== undefined) this.number(a.setting, `${field}.setting`);
    if (a.setting === undefined && a.status === undefined && !mayBeIdle)
      this.bad(field, "neither", "a status or a setting");
  }

  private element(id: unknown, field: string, kinds: readonly string[]): Element | undefined {
    const element = this.byId.get(String(id));
    if (!element) this.bad(field, id, "the id of an element", didYouMean(String(id), this.byId.keys()));
    else if (!kinds.includes(element.kind)) this.bad(field, `${id}, a ${element.kind}`, kinds.join(", "));
    return element;
  }

  private number(x: unknown, field: string): void {
    if (typeof x !== "number" || !Number.isFinite(x)) this.bad(field, x, "a number");
  }

  private isList(x: unknown, field: string): boolean {
    if (!Array.isArray(x)) this.bad(field, typeof x, "a list");
    return Array.isArray(x);
  }

  private isRecord(x: unknown, field: string): boolean {
    const is = typeof x === "object" && x !== null && !Array.isArray(x);
    if (!is) this.bad(field, x === null ? "null" : typeof x, "an object");
    return is;
  }

  private bad(field: string, got: unknown, want: string, hint?: string): void {
    this.issues.push({
      severity: "error",
      code: "badSchedule",
      element: this.where,
      field,
      got: got === undefined ? "nothing" : String(got),
      want,
      ...(hint && { hint }),
    });
  }
}
