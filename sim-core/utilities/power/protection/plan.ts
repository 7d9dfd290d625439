import type { FieldReader } from "../../../compile/fields";
import { type Numbering, numberingOf } from "../../../compile/numbering";
import type { Element } from "../../../model/element";
import type { Conductor } from "../thermal/conductor";
import { COOLING, type ThermalClass } from "../thermal/transformer";

/** An oil-filled transformer: its branch, and the class by which it warms. */
export interface ThermalUnit {
  readonly branch: number;
  readonly kind: number;
  readonly trip_K: number;
}

export interface LineUnit {
  readonly branch: number;
  readonly hottest_K: number;
  readonly time_s: number;
  /** Bare and overhead, or null: buried. */
  readonly bare: Conductor | null;
  readonly ground_K: number;
  readonly rated_K: number;
}

export interface Relay {
  readonly branch: number;
  readonly curve: string;
  readonly time: number;
  readonly pickup_A: number;
  readonly instantaneous_A: number;
  readonly reset_s: number;
  readonly dead_s: readonly number[];
  readonly reclaim_s: number;
  readonly switchTime_s: number;
}

export interface ShedBlock {
  /** What it looks at: a row of bus, branch or source. */
  readonly quantity: "voltage_1" | "loading_1" | "power_W";
  readonly row: number;
  readonly threshold: number;
  readonly delay_s: number;
  readonly restoreAt: number;
  readonly restoreDelay_s: number;
  readonly loads: readonly number[];
  readonly branches: readonly number[];
}

export interface Standby {
  readonly source: number;
  readonly bus: number;
  /** Branches that are open while it runs: the changeover. */
  readonly changeover: readonly number[];
  readonly rated_W: number;
  readonly start_s: number;
  readonly return_s: number;
  readonly tank_m3: number;
  readonly fuelUse_m3_J: number;
}

export interface ColdLoad {
  readonly load: number;
  readonly peak_1: number;
  readonly build_s: number;
  readonly decay_s: number;
}

/** Everything of a grid that has a clock: what warms, trips, recloses, sheds, restores, starts. */
export interface TimedPlan {
  readonly transformers: Numbering;
  readonly relays: Numbering;
  readonly blocks: Numbering;
  readonly standbys: Numbering;
  readonly classes: readonly ThermalClass[];
  readonly units: readonly ThermalUnit[];
  readonly lines: readonly LineUnit[];
  readonly relayList: readonly Relay[];
  /** Relay of a branch, -1 without. */
  readonly relayOf: Int32Array;
  readonly blockList: readonly ShedBlock[];
  readonly standbyList: readonly Standby[];
  readonly coldLoads: readonly ColdLoad[];
  /** NaN: never switched after a fault. */
  readonly switchTime_s: Float64Array;
  readonly nameOf: (id: string) => string;
}

export interface PlanInput {
  readonly elements: readonly Element[];
  readonly edges: readonly Element[];
  readonly elevation_m: number;
  readonly buses: Numbering;
  readonly branches: Numbering;
  readonly sources: Numbering;
  readonly loads: Numbering;
  readonly sourceBus: Int32Array;
  readonly rating_A: Float64Array;
}

const ZERO_C = 273.15;
const DEGREE = 0.017453292519943295;
/** Resistance of aluminium per kelvin, from 20 C. */
const ALUMINIUM_1_K = 0.00403;
/** Up to here a three-phase transformer is a distribution transformer (IEC 60076-7, 3.2). */
const DISTRIBUTION_VA = 2.5e6;

/** Fields of the grid's timed equipment -> plain numbers, once. What is wrong becomes an Issue of the reader. */
export function planOf(read: FieldReader, input: PlanInput): TimedPlan {
  const { elements, edges } = input;
  const ofKind = (kind: string) => elements.filter((e) => e.kind === kind);
  const names = new Map<string, string>();
  for (const e of elements) if (e.name) names.set(e.id, e.name);
  const targets = (e: Element, type: string) => e.relations.filter((r) => r.type === type).map((r) => r.to);
  const orElse = (x: number, other: number) => (Number.isNaN(x) ? other : x);

  const transformers = edges.filter((e) => e.kind === "transformer");
  const classes: ThermalClass[] = [];
  const units = transformers.map((e): ThermalUnit => {
    const found = thermalClass(read, e, orElse);
    const key = JSON.stringify(found);
    let kind = classes.findIndex((c) => JSON.stringify(c) === key);
    if (kind < 0) kind = classes.push(found) - 1;
    return { branch: input.branches.row(e.id), kind, trip_K: read.number(e, "hotSpotTrip_K") };
  });

  const lines: LineUnit[] = [];
  for (const e of edges) {
    const branch = input.branches.row(e.id);
    if (e.kind !== "line" || Number.isNaN(input.rating_A[branch]!)) continue;
    const bare = conductor(read, e, input.elevation_m);
    const [ground_K, rated_K] = [read.number(e, "ground_K"), read.number(e, "groundRated_K")];
    const hottest_K = orElse(read.number(e, "conductorLimit_K"), ZERO_C + (bare ? 75 : 90));
    if (!bare && hottest_K <= Math.max(ground_K, rated_K))
      read.report(e, "conductorLimit_K", `${hottest_K}`, `more than the ground's ${Math.max(ground_K, rated_K)} K`);
    const time_s = orElse(read.number(e, "conductorTime_s"), bare ? 600 : 3600);
    lines.push({ branch, hottest_K, time_s, bare, ground_K, rated_K });
  }

  const branchesOf = (e: Element): number[] => {
    const rows: number[] = [];
    for (const id of targets(e, "protects")) {
      const row = input.branches.row(id);
      if (row >= 0) rows.push(row);
    }
    return rows;
  };
  const relays = ofKind("relay");
  const relayOf = new Int32Array(input.branches.count).fill(-1);
  const relayList = relays.map((e, r): Relay => {
    const guarded = branchesOf(e);
    const branch = guarded[0] ?? -1;
    if (guarded.length !== 1)
      read.report(e, "protects", `${guarded.length} branches`, "one line, transformer, branch or powerSwitch");
    else if (relayOf[branch]! >= 0)
      read.report(e, "protects", input.branches.ids[branch]!, "a branch without a relay", "it has one already");
    else relayOf[branch] = r;
    const curve = read.text(e, "characteristic");
    const dead_s = read.numbers(e, "deadTimes_s");
    if (dead_s.some((s) => !(s > 0))) read.report(e, "deadTimes_s", dead_s.join(", "), "times above 0");
    return {
      branch,
      curve,
      time: read.number(e, curve === "definiteTime" ? "delay_s" : "timeMultiplier_1"),
      pickup_A: read.number(e, "pickup_A"),
      instantaneous_A: orElse(read.number(e, "instantaneous_A"), Number.POSITIVE_INFINITY),
      reset_s: read.number(e, "reset_s"),
      dead_s,
      reclaim_s: read.number(e, "reclaim_s"),
      switchTime_s: read.number(e, "switchTime_s"),
    };
  });

  const blocks = ofKind("shedBlock");
  const standbys = ofKind("standby");
  return {
    transformers: numberingOf(transformers.map((e) => e.id)),
    relays: numberingOf(relays.map((e) => e.id)),
    blocks: numberingOf(blocks.map((e) => e.id)),
    standbys: numberingOf(standbys.map((e) => e.id)),
    classes,
    units,
    lines,
    relayList,
    relayOf,
    blockList: blocks.map((e) => shedBlock(read, e, input, targets(e, "measures")[0], targets(e, "protects"))),
    standbyList: standbys.map((e): Standby => {
      const changeover = branchesOf(e);
      if (changeover.length === 0)
        read.report(e, "protects", "no branch", "the branches that it opens", "it must not feed the whole grid");
      const source = input.sources.row(e.id);
      return {
        source,
        bus: input.sourceBus[source]!,
        changeover,
        rated_W: read.number(e, "ratedPower_W"),
        start_s: read.number(e, "startDelay_s"),
        return_s: read.number(e, "returnDelay_s"),
        tank_m3: read.number(e, "tank_m3"),
        fuelUse_m3_J: read.number(e, "fuelUse_m3_J"),
      };
    }),
    coldLoads: ofKind("powerLoad").flatMap((e): ColdLoad[] => {
      const peak_1 = read.number(e, "coldPickup_1");
      const [build_s, decay_s] = [read.number(e, "coldTime_s"), read.number(e, "pickupTime_s")];
      return peak_1 > 1 ? [{ load: input.loads.row(e.id), peak_1, build_s, decay_s }] : [];
    }),
    switchTime_s: Float64Array.from(edges, (e) => read.number(e, "switchTime_s")),
    nameOf: (id) => names.get(id) ?? id,
  };
}

function thermalClass(read: FieldReader, e: Element, orElse: (x: number, other: number) => number): ThermalClass {
  const rated_VA = read.number(e, "ratedPower_VA");
  const cooling = read.text(e, "cooling") || (rated_VA <= DISTRIBUTION_VA ? "distribution" : "ONAN");
  const base = COOLING[cooling as keyof typeof COOLING] ?? COOLING.ONAN;
  const load_W = read.number(e, "resistance_1") * rated_VA;
  const iron_W = read.number(e, "noLoadLoss_W");
  const ratio = load_W > 0 && iron_W > 0 ? load_W / iron_W : base.lossRatio_1;
  return {
    ...base,
    oilRise_K: orElse(read.number(e, "oilRise_K"), base.oilRise_K),
    gradient_K: orElse(read.number(e, "gradient_K"), base.gradient_K),
    lossRatio_1: orElse(read.number(e, "lossRatio_1"), ratio),
    oil_s: orElse(read.number(e, "oilTime_s"), base.oil_s),
    winding_s: orElse(read.number(e, "windingTime_s"), base.winding_s),
    isUpgraded: read.text(e, "paper") === "upgraded",
  };
}

/** `resistance_ohm` of an overhead line is that of 20 C. */
function conductor(read: FieldReader, e: Element, elevation_m: number): Conductor | null {
  const diameter_m = read.number(e, "overheadDiameter_m");
  if (Number.isNaN(diameter_m)) return null;
  const length_m = read.number(e, "length_m");
  if (!(length_m > 0)) read.report(e, "length_m", String(length_m), "the length of an overhead line");
  const at = (celsius: number) => (read.number(e, "resistance_ohm") / length_m) * (1 + ALUMINIUM_1_K * (celsius - 20));
  return {
    diameter_m,
    resistance25_ohm_m: at(25),
    resistance75_ohm_m: at(75),
    emissivity_1: read.number(e, "emissivity_1"),
    absorptivity_1: read.number(e, "absorptivity_1"),
    elevation_m,
    windAngle_rad: read.number(e, "windAngle_deg") * DEGREE,
  };
}

function shedBlock(
  read: FieldReader,
  e: Element,
  input: PlanInput,
  measured: string | undefined,
  shed: readonly string[],
): ShedBlock {
  const seen = [
    { quantity: "voltage_1", rows: input.buses, threshold: "voltageBelow_1", restore: "restoreVoltage_1" },
    { quantity: "loading_1", rows: input.branches, threshold: "loadingAbove_1", restore: "restoreLoading_1" },
    { quantity: "power_W", rows: input.sources, threshold: "powerAbove_W", restore: "restorePower_W" },
  ] as const;
  const what = seen.find((s) => measured !== undefined && s.rows.row(measured) >= 0);
  if (!what) read.report(e, "measures", measured ?? "nothing", "a bus, a branch or a source");
  const { quantity, rows, threshold: name, restore } = what ?? seen[0];
  const threshold = read.number(e, name);
  const restoreAt = read.number(e, restore);
  if (Number.isNaN(threshold)) read.report(e, name, "nothing", "the threshold of what it measures");
  const isLow = quantity === "voltage_1";
  if (isLow ? restoreAt < threshold : restoreAt > threshold)
    read.report(e, restore, String(restoreAt), `${isLow ? "at least" : "at most"} ${name}, ${threshold}`);
  const loads = shed.map((id) => input.loads.row(id)).filter((row) => row >= 0);
  const branches = shed.map((id) => input.branches.row(id)).filter((row) => row >= 0);
  if (loads.length + branches.length === 0)
    read.report(e, "protects", "nothing", "the loads that it disconnects, or the branches that it opens");
  return {
    quantity,
    row: measured === undefined ? -1 : rows.row(measured),
    threshold,
    delay_s: read.number(e, "delay_s"),
    restoreAt,
    restoreDelay_s: read.number(e, "restoreDelay_s"),
    loads,
    branches,
  };
}
