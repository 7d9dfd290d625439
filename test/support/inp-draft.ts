import { uniform } from "../../sim-core/cli/bench/graphs";

/** gpm, cfs ... of one gpm; the SI ones first of a metric file. */
const FLOW = {
  GPM: 1,
  CFS: 1 / 448.831,
  MGD: 1 / 694.44,
  IMGD: 1 / 834,
  AFD: 1 / 226.3,
  LPS: 0.06309,
  LPM: 3.785,
  MLD: 0.005451,
  CMH: 0.2271,
  CMD: 5.451,
} as const;
const US = ["GPM", "GPM", "CFS", "MGD", "IMGD", "AFD"] as const;
const METRIC = ["LPS", "LPS", "CMH", "LPM", "MLD", "CMD"] as const;

/** A random file on its way: dice, units, and the lines of its sections so far. */
export class Draft {
  readonly random: () => number;
  // In the format's own order: that is the order of the rows in both engines.
  readonly sections = new Map<string, string[]>(
    ["JUNCTIONS", "RESERVOIRS", "TANKS", "PIPES", "PUMPS", "VALVES"].map((name) => [name, []]),
  );
  readonly isUs: boolean;
  readonly units: keyof typeof FLOW;
  readonly headLoss: string;
  /** One foot, one inch, one psi and one gpm in the file's units. */
  readonly foot: number;
  readonly inch: number;
  readonly psi: number;
  readonly gpm: number;
  readonly count: number;
  pipes = 0;
  hasTank = false;

  constructor(
    seed: number,
    readonly isControlled = false,
  ) {
    this.random = uniform(seed * 7919 + 1);
    this.isUs = this.chance(0.5);
    this.units = this.pick<keyof typeof FLOW>(this.isUs ? US : METRIC);
    this.headLoss = this.pick(["H-W", "H-W", "D-W", "C-M"]);
    this.foot = this.isUs ? 1 : 0.3048;
    this.inch = this.isUs ? 1 : 25.4;
    this.psi = this.isUs ? 1 : 0.703;
    this.gpm = FLOW[this.units];
    this.count = 6 + Math.floor(this.random() * 24);
  }

  chance(p: number): boolean {
    return this.random() < p;
  }
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)]!;
  }
  between(a: number, b: number, digits = 3): string {
    return (a + (b - a) * this.random()).toFixed(digits);
  }
  feet(a: number, b: number): string {
    return this.between(a * this.foot, b * this.foot, 4);
  }
  flow(a: number, b: number): string {
    return this.between(a * this.gpm, b * this.gpm, 6);
  }
  put(section: string, line: string): void {
    const lines = this.sections.get(section);
    if (lines) lines.push(line);
    else this.sections.set(section, [line]);
  }
  curve(id: string, points: readonly (readonly [number, number])[]): void {
    for (const [x, y] of points) this.put("CURVES", `${id} ${x.toFixed(6)} ${y.toFixed(4)}`);
  }

  pipe(a: string, b: string, more = ""): void {
    const rough =
      this.headLoss === "H-W"
        ? this.between(80, 140, 0)
        : this.headLoss === "C-M"
          ? this.between(0.009, 0.014, 4)
          : this.isUs
            ? this.between(0.5, 5)
            : this.between(0.05, 1);
    const minor = this.chance(0.2) ? this.between(0.5, 5) : "0";
    const diameter = Math.round(this.pick([6, 8, 10, 12]) * this.inch);
    this.put("PIPES", `P${this.pipes++} ${a} ${b} ${this.feet(200, 2000)} ${diameter} ${rough} ${minor} ${more}`);
  }
}
