import { LAYOUT, type TableName } from "../compile/layout";
import type { TagView } from "../control/observe";
import type { Coupling } from "../couple/coupling";
import type { District } from "../model/district";
import type { Element } from "../model/element";
import type { Issue } from "../model/issue";
import type { Observed, Tag } from "../model/tag";
import type { ColumnSource } from "../record/recorder";

/** Battery of a telemetry cabinet without a figure of its own: mobile sites last 1 to 4 h, substations 4 h and more. */
const UPS_s = 4 * 3600;
/** An empty battery is full again after this long (ordinary charger of a cabinet). */
const RECHARGE_s = 8 * 3600;
/** A held value may still be used this long; then it is bad. Three five-minute scans. */
const MAX_AGE_s = 900;
const QUALITY = { good: 0, uncertain: 1, bad: 2 } as const;
const WORDS = ["good", "uncertain", "bad"] as const;

interface Place {
  readonly view: ArrayLike<number>;
  readonly row: number;
}

/** What changed in the view of one Tag or element, for the event list. */
export interface ViewNews {
  readonly element: string;
  readonly text: string;
  readonly isLoss: boolean;
}

/**
 * What the seats see. Every Tag is measured by a cabinet at its element: fed by the element's bus, and by its battery
 * when that is dead. While power and communication last, the seat sees the present value; else it sees the last one,
 * growing old, and a rule cannot reach what it steers. A spoofed Tag shows what somebody wrote there, with quality
 * good. All of it is state in the district's "tag" and "rule" rows, so a restored run sees what it saw.
 *
 * A cabinet without a bus (a level gauge in the field) runs from a cell of its own that outlasts any scenario.
 */
export class Observations {
  readonly issues: Issue[] = [];
  private readonly places: (Place | null)[];
  private readonly rowOf = new Map<string, number>();
  private readonly busOfTag: Int32Array;
  private readonly busOfRule: Int32Array;
  private readonly alive: Uint8Array;
  private readonly value: Float64Array;
  private readonly wired: Float64Array;
  private readonly spoof: Float64Array;
  private readonly age_s: Float64Array;
  private readonly quality: Uint8Array;
  private readonly ups: Readonly<Record<"tag" | "rule", Float64Array>>;
  private readonly isLost: Readonly<Record<"tag" | "rule", Uint8Array>>;
  private readonly isDark: Readonly<Record<"tag" | "rule", Uint8Array>>;
  private readonly full_s: Readonly<Record<"tag" | "rule", Float64Array>>;

  constructor(
    private readonly district: District,
    coupling: Coupling,
    sources: Readonly<Partial<Record<string, ColumnSource>>>,
  ) {
    const { table, around, solvers } = coupling;
    const { tags, rules } = district;
    tags.forEach((tag, row) => this.rowOf.set(tag.id, row));
    this.places = tags.map((tag) => placeOf(sources, tag));
    tags.forEach((tag, row) => {
      if (!this.places[row]) this.issues.push(withoutColumn(tag));
    });
    const bus = busFinder(district, (id) => solvers.power?.numbering.bus?.row(id) ?? -1);
    this.busOfTag = Int32Array.from(tags, (tag) => bus(around.element(tag.element)));
    this.busOfRule = Int32Array.from(rules, (rule) => bus(around.element(rule.target)));
    this.alive = (solvers.power?.column("bus", "isEnergised") ?? new Uint8Array(0)) as Uint8Array;
    this.value = table.f64("tag", "value");
    this.wired = new Float64Array(tags.length);
    this.spoof = table.f64("tag", "spoof");
    this.age_s = table.f64("tag", "age_s");
    this.quality = table.u8("tag", "quality");
    const both = <T>(make: (rows: "tag" | "rule") => T) => ({ tag: make("tag"), rule: make("rule") });
    this.ups = both((rows) => table.f64(rows, "upsLeft_s"));
    this.isLost = both((rows) => table.u8(rows, "isCommLost"));
    this.isDark = both((rows) => table.u8(rows, "isDark"));
    const ups = new Map(tags.map((tag) => [tag.element, tag.ups_s ?? UPS_s]));
    this.full_s = {
      tag: Float64Array.from(tags, (tag) => tag.ups_s ?? UPS_s),
      rule: Float64Array.from(rules, (rule) => ups.get(rule.target) ?? UPS_s),
    };
  }

  /** Before tick 0: nobody has measured anything, batteries are full. */
  start(): void {
    this.value.fill(Number.NaN);
    this.spoof.fill(Number.NaN);
    this.quality.fill(QUALITY.bad);
    for (const rows of ["tag", "rule"] as const) this.ups[rows].set(this.full_s[rows]);
  }

  /** Every Tag that can be read takes its present value; what cannot is left as it was, and says so once. */
  look(news: ViewNews[]): void {
    const { tags, rules } = this.district;
    for (let row = 0; row < tags.length; row++) {
      const place = this.places[row];
      const spoof = this.spoof[row]!;
      const isPowered = this.isPowered("tag", row, this.busOfTag[row]!);
      const measured = !place ? Number.NaN : Number.isNaN(spoof) ? place.view[place.row]! : spoof;
      this.wired[row] = isPowered ? measured : Number.NaN;
      this.tell("tag", row, isPowered, news, tags[row]!.element, tags[row]!.id);
      if (isPowered && this.isLost.tag[row] === 0) {
        this.value[row] = measured;
        this.age_s[row] = 0;
        this.quality[row] = Number.isNaN(measured) ? QUALITY.bad : QUALITY.good;
      } else {
        const limit_s = tags[row]!.maxAge_s ?? MAX_AGE_s;
        const isUsable = this.age_s[row]! <= limit_s && !Number.isNaN(this.value[row]!);
        this.quality[row] = isUsable ? QUALITY.uncertain : QUALITY.bad;
      }
    }
    for (let row = 0; row < rules.length; row++)
      this.tell(
        "rule",
        row,
        this.isPowered("rule", row, this.busOfRule[row]!),
        news,
        rules[row]!.target,
        "its control",
      );
  }

  /** Time passes: held values grow old, batteries of dark cabinets run down, the others fill up. */
  pass(dt_s: number): void {
    for (let row = 0; row < this.value.length; row++)
      if (this.isDark.tag[row] !== 0 || this.isLost.tag[row] !== 0) this.age_s[row]! += dt_s;
    for (const [rows, buses] of [["tag", this.busOfTag] as const, ["rule", this.busOfRule] as const]) {
      const left = this.ups[rows];
      const full = this.full_s[rows];
      for (let row = 0; row < left.length; row++) {
        if (!this.isBusDead(buses[row]!)) {
          if (left[row]! < full[row]!) left[row] = Math.min(full[row]!, left[row]! + (dt_s * full[row]!) / RECHARGE_s);
        } else {
          const rest_s = left[row]! - dt_s;
          left[row] = rest_s > 1e-6 ? rest_s : 0;
        }
      }
    }
  }

  /** Instant at which the next battery is empty; Infinity if none runs down. */
  nextEvent_s(time_s: number): number {
    let next_s = Number.POSITIVE_INFINITY;
    for (const [rows, buses] of [["tag", this.busOfTag] as const, ["rule", this.busOfRule] as const]) {
      const left = this.ups[rows];
      for (let row = 0; row < left.length; row++)
        if (left[row]! > 0 && this.isBusDead(buses[row]!)) next_s = Math.min(next_s, time_s + left[row]!);
    }
    return next_s;
  }

  /** Whether what a rule decides arrives at its target. A local controller sits there. */
  reaches(rule: number, isLocal: boolean): boolean {
    return this.isDark.rule[rule] === 0 && (isLocal || this.isLost.rule[rule] === 0);
  }

  /** The control room's view, by telemetry. */
  readonly remote: TagView = (tag): Observed => {
    const row = this.rowOf.get(tag.id)!;
    return { value: this.value[row]!, quality: WORDS[this.quality[row]!]!, age_s: this.age_s[row]! };
  };

  /** The view of a controller on site, by wire: communication does not matter, and nothing is held. */
  readonly local: TagView = (tag): Observed => {
    const value = this.wired[this.rowOf.get(tag.id)!]!;
    return { value, quality: Number.isNaN(value) ? "bad" : "good", age_s: 0 };
  };

  /** `isCommLost` of a Tag or of all that stands at an element, `spoof` of a Tag. Undefined: not a field of ours. */
  apply(target: string, field: string, value: unknown): Issue | null | undefined {
    if (field !== "isCommLost" && field !== "spoof") return undefined;
    const bad = (want: string): Issue => {
      return { severity: "error", code: "cannotChangeInRun", element: target, field, got: String(value), want };
    };
    const own = this.rowOf.get(target);
    if (field === "spoof") {
      if (own === undefined) return bad("a Tag's id as target");
      if (value !== "off" && (typeof value !== "number" || !Number.isFinite(value))) return bad('a number or "off"');
      this.spoof[own] = value === "off" ? Number.NaN : (value as number);
      return null;
    }
    if (typeof value !== "boolean") return bad("true or false");
    const { tags, rules } = this.district;
    let isAny = own !== undefined;
    const mark = (rows: "tag" | "rule", row: number) => {
      this.isLost[rows][row] = value ? 1 : 0;
      isAny = true;
    };
    if (own !== undefined) mark("tag", own);
    tags.forEach((tag, row) => {
      if (tag.element === target) mark("tag", row);
    });
    rules.forEach((rule, row) => {
      if (rule.target === target) mark("rule", row);
    });
    return isAny ? null : bad("a Tag, or an element that has Tags or is steered by a rule");
  }

  /** Whether the control room sees this Tag move: on line, and nobody wrote something else there. */
  isLive(id: string): boolean {
    const row = this.rowOf.get(id);
    return row !== undefined && this.quality[row] === QUALITY.good && Number.isNaN(this.spoof[row]!);
  }

  isTag(id: string): boolean {
    return this.rowOf.has(id);
  }

  private isBusDead(bus: number): boolean {
    return bus >= 0 && this.alive[bus] !== 1;
  }

  private isPowered(rows: "tag" | "rule", row: number, bus: number): boolean {
    return !this.isBusDead(bus) || this.ups[rows][row]! > 0;
  }

  private tell(
    rows: "tag" | "rule",
    row: number,
    isPowered: boolean,
    news: ViewNews[],
    element: string,
    what: string,
  ): void {
    const isDark = isPowered ? 0 : 1;
    if (this.isDark[rows][row] === isDark) return;
    this.isDark[rows][row] = isDark;
    const text = isPowered ? `${what} is seen again` : `${what} is dark: no power, and its battery is empty`;
    // A cabinet goes dark as one: its Tags and its control are told once.
    if (news.some((n) => n.element === element && n.isLoss === !isPowered)) return;
    news.push({ element, text, isLoss: !isPowered });
  }
}

const withoutColumn = (tag: Tag): Issue => ({
  severity: "warning",
  code: "tagWithoutColumn",
  element: tag.id,
  field: "quantity",
  got: `${tag.quantity} of ${tag.element}`,
  want: "a quantity of that element",
});

/** The column and row behind a Tag, found once; reading is then one lookup. */
function placeOf(sources: Readonly<Partial<Record<string, ColumnSource>>>, tag: Tag): Place | null {
  for (const table of Object.keys(sources) as TableName[]) {
    const source = sources[table]!;
    for (const column of LAYOUT[table].columns) {
      if (column.name !== tag.quantity) continue;
      const row = source.numbering[column.rows]?.row(tag.element) ?? -1;
      if (row >= 0) return { view: source.column(column.rows, column.name), row };
    }
  }
  return null;
}

/** Row of the bus that feeds an element's cabinet: the one that `feeds` it, itself, or the first that it connects to. */
function busFinder(district: District, busRow: (id: string) => number): (element: Element | undefined) => number {
  const feeder = new Map<string, string>();
  for (const element of district.elements)
    if (element.kind === "bus")
      for (const { type, to } of element.relations) if (type === "feeds") feeder.set(to, element.id);
  return (element) => {
    if (!element) return -1;
    const fed = feeder.get(element.id);
    if (fed !== undefined) return busRow(fed);
    const own = busRow(element.id);
    if (own >= 0) return own;
    for (const { type, to } of element.relations) {
      const row = type === "connects" ? busRow(to) : -1;
      if (row >= 0) return row;
    }
    return -1;
  };
}
