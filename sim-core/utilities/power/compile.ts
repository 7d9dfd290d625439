import { FieldReader } from "../../compile/fields";
import { type Incidence, incidenceOf } from "../../compile/incidence";
import { type Numbering, numberingOf } from "../../compile/numbering";
import type { District, Profile } from "../../model/district";
import type { Element } from "../../model/element";
import { hasErrors, type Issue } from "../../model/issue";
import { BRANCH_NUMBERS, branchNumbers } from "./branches";
import { planOf, type TimedPlan } from "./protection/plan";
import { POWER_SCHEMA } from "./schema";

/** What a source holds; the numbers are those of the column source.role. */
export const ROLE = { power: 0, voltage: 1, reference: 2 } as const;

/** A transformer that steps its tap to hold the voltage of its own to bus. */
export interface TapChanger {
  readonly branch: number;
  readonly bus: number;
  readonly target_1: number;
  readonly deadband_1: number;
  readonly step_1: number;
  readonly lowest_1: number;
  readonly highest_1: number;
  readonly delay_s: number;
  readonly stepTime_s: number;
}

/** One grid as dense arrays, per unit on `base_VA`. */
export interface PowerGrid {
  readonly base_VA: number;
  readonly tolerance_1: number;
  readonly maxIterations: number;
  /** Which rule enforces reactive limits (see limits.ts); none: they are not looked at. */
  readonly reactiveLimits: "none" | "once" | "switchBack";
  readonly hasDistributedSlack: boolean;
  readonly buses: Numbering;
  readonly branches: Numbering;
  readonly sources: Numbering;
  readonly loads: Numbering;
  readonly elements: ReadonlyMap<string, Element>;
  readonly incidence: Incidence;
  readonly baseVoltage_V: Float64Array;
  /** Ordinary range of each bus. */
  readonly minVoltage_1: Float64Array;
  readonly maxVoltage_1: Float64Array;
  readonly startVoltage_1: Float64Array;
  readonly startAngle_rad: Float64Array;
  /** [bus][2] conductance and susceptance to ground. */
  readonly shunt: Float64Array;
  readonly shunts: readonly { readonly id: string; readonly bus: number; g: number; b: number; isConnected: boolean }[];
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly isClosed: Uint8Array;
  readonly isOpenFrom: Uint8Array;
  readonly isOpenTo: Uint8Array;
  /** Branch rows of ideal links: switches and breakers. */
  readonly links: Int32Array;
  readonly tap_1: Float64Array;
  readonly rating_A: Float64Array;
  /** [branch][10], see assembly/electrical/grid.ts. */
  readonly branchTable: Float64Array;
  readonly tapChangers: readonly TapChanger[];
  readonly sourceBus: Int32Array;
  readonly role: Int32Array;
  readonly isOn: Uint8Array;
  readonly setPower_W: Float64Array;
  readonly setReactive_var: Float64Array;
  readonly setVoltage_1: Float64Array;
  readonly setAngle_rad: Float64Array;
  /** [source][2], per unit; 1e30 and more is no limit. */
  readonly limits: Float64Array;
  readonly formsGrid: Uint8Array;
  /** Weight in a distributed slack; 0 takes no share. */
  readonly participation: Float64Array;
  readonly loadBus: Int32Array;
  readonly isConnected: Uint8Array;
  readonly active_W: Float64Array;
  readonly reactive_var: Float64Array;
  /** [load][4] shares of constant impedance and constant current; exponents of active and reactive power, or NaN. */
  readonly loadShares: Float64Array;
  readonly loadProfiles: readonly (Profile | undefined)[];
  readonly sourceProfiles: readonly (Profile | undefined)[];
  readonly plan: TimedPlan;
}

const EDGES = new Set(["line", "transformer", "branch", "powerSwitch"]);
const SOURCES = new Set(["gridSupply", "generator", "standby"]);
const DEFAULT_BASE_VA = 10e6;

/** District -> the arrays of its power network; null when an issue is an error or there is no bus. */
export function compilePower(district: District): { grid: PowerGrid | null; issues: Issue[] } {
  const issues: Issue[] = [];
  const read = new FieldReader(POWER_SCHEMA, issues);
  const pick = (test: (kind: string) => boolean) => district.elements.filter((e) => test(e.kind));
  const busElements = pick((k) => k === "bus");
  const edges = pick((k) => EDGES.has(k));
  const supplies = pick((k) => SOURCES.has(k));
  const drawers = pick((k) => k === "powerLoad");
  const buses = numberingOf(busElements.map((e) => e.id));
  const profiles = new Map(district.profiles.map((p) => [p.id, p]));
  const profileOf = (e: Element): Profile | undefined => {
    const id = read.text(e, "profile");
    const found = profiles.get(id);
    if (id !== "" && !found) read.report(e, "profile", id, "the id of a profile of the district");
    return found;
  };
  const busOf = (e: Element): number => read.nodes(e, 1, buses, "bus")[0]!;
  const option = (name: string, fallback: number, least: number, most: number): number => {
    const got = district.options.power?.[name] ?? fallback;
    if (typeof got === "number" && got >= least && got <= most) return got;
    const want = `${least} to ${most}`;
    issues.push({ severity: "error", code: "badOption", field: `options.power.${name}`, got: String(got), want });
    return fallback;
  };
  const base_VA = option("basePower_VA", DEFAULT_BASE_VA, 1, 1e15);
  const n = busElements.length;
  const orNone = (x: number, none: number): number => (Number.isNaN(x) ? none : x);

  const baseVoltage_V = Float64Array.from(busElements, (e) => read.number(e, "baseVoltage_V"));
  const startVoltage_1 = Float64Array.from(busElements, (e) => read.number(e, "startVoltage_1"));
  const startAngle_rad = Float64Array.from(busElements, (e) => read.number(e, "startAngle_rad"));

  // branches
  const m = edges.length;
  const from = new Int32Array(m);
  const to = new Int32Array(m);
  const isClosed = new Uint8Array(m);
  const isOpenFrom = new Uint8Array(m);
  const isOpenTo = new Uint8Array(m);
  const tap_1 = new Float64Array(m).fill(1);
  const rating_A = new Float64Array(m).fill(Number.NaN);
  const branchTable = new Float64Array(m * BRANCH_NUMBERS);
  const tapChangers: TapChanger[] = [];
  edges.forEach((e, b) => {
    const [i, j] = read.nodes(e, 2, buses, "bus") as [number, number];
    from[b] = i;
    to[b] = j;
    isClosed[b] = read.flag(e, "isClosed") ? 1 : 0;
    if (e.kind !== "powerSwitch") {
      isOpenFrom[b] = read.flag(e, "isOpenFrom") ? 1 : 0;
      isOpenTo[b] = read.flag(e, "isOpenTo") ? 1 : 0;
    }
    if (i < 0 || j < 0 || i === j) return;
    const made = branchNumbers(e, read, baseVoltage_V[i]!, baseVoltage_V[j]!, base_VA);
    branchTable.set(made.numbers, b * BRANCH_NUMBERS);
    tap_1[b] = made.tap_1;
    rating_A[b] = made.rating_A;
    if (e.kind !== "transformer") return;
    const target_1 = read.number(e, "tapTarget_1");
    if (Number.isNaN(target_1)) return;
    const step_1 = read.number(e, "tapStep_1");
    tapChangers.push({
      branch: b,
      bus: j,
      target_1,
      step_1,
      deadband_1: orNone(read.number(e, "tapDeadband_1"), 2 * step_1),
      lowest_1: 1 + read.number(e, "tapMin") * step_1,
      highest_1: 1 + read.number(e, "tapMax") * step_1,
      delay_s: read.number(e, "tapDelay_s"),
      stepTime_s: read.number(e, "tapStepTime_s"),
    });
  });

  // what hangs on buses
  const shunt = new Float64Array(2 * n);
  const shunts = pick((k) => k === "shunt").map((e) => {
    const bus = busOf(e);
    // siemens times V^2 is watts; in a case without voltages only the powers make sense
    const square = bus >= 0 ? baseVoltage_V[bus]! * baseVoltage_V[bus]! : Number.NaN;
    const siemens = (name: string) => {
      const value = read.number(e, name);
      if (value !== 0 && Number.isNaN(square)) read.report(e, name, String(value), "a bus with baseVoltage_V");
      return value === 0 ? 0 : value * square;
    };
    return {
      id: e.id,
      bus,
      g: (siemens("conductance_S") + read.number(e, "active_W")) / base_VA,
      b: (siemens("susceptance_S") + read.number(e, "reactive_var")) / base_VA,
      isConnected: read.flag(e, "isConnected"),
    };
  });
  for (const s of shunts) {
    if (s.bus < 0 || !s.isConnected) continue;
    shunt[2 * s.bus]! += s.g;
    shunt[2 * s.bus + 1]! += s.b;
  }
  // a standby generator holds its site as the grid does, while it runs
  const isGrid = supplies.map((e) => e.kind !== "generator");
  const ofGenerator = (name: string, gridValue: number) =>
    Float64Array.from(supplies, (e, s) => (isGrid[s] ? gridValue : read.number(e, name)));
  const role = Int32Array.from(supplies, (e, s) =>
    isGrid[s] ? ROLE.reference : ROLE[(read.text(e, "control") || "voltage") as keyof typeof ROLE],
  );
  const limits = new Float64Array(2 * supplies.length);
  const [least, most] = [ofGenerator("minReactive_var", Number.NaN), ofGenerator("maxReactive_var", Number.NaN)];
  supplies.forEach((e, s) => {
    limits[2 * s] = orNone(least[s]! / base_VA, -1e30);
    limits[2 * s + 1] = orNone(most[s]! / base_VA, 1e30);
    if (least[s]! > most[s]!)
      read.report(e, "minReactive_var", String(least[s]), `at most maxReactive_var, ${most[s]}`);
  });

  const numbered = {
    buses,
    branches: numberingOf(edges.map((e) => e.id)),
    sources: numberingOf(supplies.map((e) => e.id)),
    loads: numberingOf(drawers.map((e) => e.id)),
    sourceBus: Int32Array.from(supplies, busOf),
    rating_A,
  };
  const grid: PowerGrid = {
    ...numbered,
    base_VA,
    tolerance_1: option("tolerance_1", 1e-9, 1e-14, 1e-2),
    maxIterations: option("maxIterations", 30, 1, 1000),
    reactiveLimits: limitRule(district.options.power?.reactiveLimits, issues),
    hasDistributedSlack: district.options.power?.distributedSlack === true,
    elements: new Map([...edges, ...supplies, ...drawers].map((e) => [e.id, e])),
    incidence: hasErrors(issues) ? incidenceOf(n, [], []) : incidenceOf(n, from, to),
    baseVoltage_V,
    minVoltage_1: Float64Array.from(busElements, (e) => read.number(e, "minVoltage_1")),
    maxVoltage_1: Float64Array.from(busElements, (e) => read.number(e, "maxVoltage_1")),
    startVoltage_1,
    startAngle_rad,
    shunt,
    shunts,
    from,
    to,
    isClosed,
    isOpenFrom,
    isOpenTo,
    links: Int32Array.from(edges.flatMap((e, b) => (e.kind === "powerSwitch" ? [b] : []))),
    tap_1,
    branchTable,
    tapChangers,
    role,
    isOn: Uint8Array.from(supplies, (e) => (read.flag(e, "isOn") ? 1 : 0)),
    setPower_W: ofGenerator("setPower_W", Number.NaN),
    setReactive_var: ofGenerator("setReactive_var", 0),
    setVoltage_1: Float64Array.from(supplies, (e) => read.number(e, "voltage_1")),
    setAngle_rad: Float64Array.from(supplies, (e) => read.number(e, "angle_rad")),
    limits,
    formsGrid: Uint8Array.from(supplies, (e, s) => (!isGrid[s] && read.flag(e, "canFormGrid") ? 1 : 0)),
    participation: Float64Array.from(supplies, (e) => (e.kind === "standby" ? 0 : read.number(e, "participation_1"))),
    loadBus: Int32Array.from(drawers, busOf),
    isConnected: Uint8Array.from(drawers, (e) => (read.flag(e, "isConnected") ? 1 : 0)),
    active_W: Float64Array.from(drawers, (e) => read.number(e, "active_W")),
    reactive_var: Float64Array.from(drawers, (e) => read.number(e, "reactive_var")),
    loadShares: Float64Array.from(
      drawers.flatMap((e) => {
        const [active, reactive] = [read.number(e, "activeExponent_1"), read.number(e, "reactiveExponent_1")];
        const isCurved = !Number.isNaN(active) || !Number.isNaN(reactive);
        const exponents = isCurved ? [orNone(active, 0), orNone(reactive, 0)] : [Number.NaN, Number.NaN];
        return [read.number(e, "impedanceShare_1"), read.number(e, "currentShare_1"), ...exponents];
      }),
    ),
    loadProfiles: drawers.map(profileOf),
    sourceProfiles: supplies.map((e, s) => (isGrid[s] ? undefined : profileOf(e))),
    plan: planOf(read, { elements: district.elements, edges, elevation_m: district.origin.elevation_m, ...numbered }),
  };
  if (n === 0) {
    issues.push({ severity: "error", code: "noBus", got: "no bus", want: "at least one element of kind bus" });
  } else if (!grid.role.some((r, s) => (r === ROLE.reference || grid.formsGrid[s] === 1) && grid.isOn[s] === 1)) {
    const want = "a gridSupply, or a generator whose control is reference, that is on";
    issues.push({ severity: "error", code: "noReference", got: "no source that holds voltage and angle", want });
  }
  return { grid: hasErrors(issues) ? null : grid, issues };
}

function limitRule(got: unknown, issues: Issue[]): PowerGrid["reactiveLimits"] {
  if (got === undefined || got === false || got === "none") return "none";
  if (got === true || got === "once") return "once";
  if (got === "switchBack") return "switchBack";
  const want = "true (once), false, once or switchBack";
  issues.push({ severity: "error", code: "badOption", field: "options.power.reactiveLimits", got: String(got), want });
  return "none";
}
