import type { District } from "../model/district";
import { type Element, UTILITY_NAMES, type Utility } from "../model/element";
import type { Issue } from "../model/issue";
import { hasErrors } from "../model/issue";
import type { UtilitySolver } from "../utilities/contract";
import { UTILITIES } from "../utilities/registry";
import { type Acceleration, Aitken } from "./acceleration";
import { BuildingSet } from "./buildings/set";
import type { Device } from "./device";
import { DEVICE_KINDS } from "./devices";
import { FedPumps, fedBy } from "./fed";
import { type GuardedSolver, guard } from "./guard";
import { accountRows } from "./ledger/accounts";
import { suppliesOf } from "./ledger/supplies";
import { Plants } from "./plants";
import { PortBook } from "./port";
import { SettleLog } from "./settleLog";
import type { Sky, Surroundings } from "./surroundings";
import { DistrictTable } from "./table";

/**
 * Heat before water: a chiller's make-up water is known before the water net is solved. `bench settle`, 25 steps of a
 * short Harbourside: water first solves water 49 times instead of 25, power first water 50 and power 79 times.
 */
export const ORDER: readonly Utility[] = ["heat", "water", "gas", "power"];

/** Everything that is settled together: the solvers and what stands between them. */
export interface Coupling {
  readonly district: District;
  readonly around: Surroundings;
  readonly table: DistrictTable;
  readonly solvers: Readonly<Partial<Record<Utility, GuardedSolver>>>;
  readonly utilityOfKind: ReadonlyMap<string, Utility>;
  readonly devices: readonly Device[];
  /** Those of them whose ports follow their voltage. */
  readonly voltageLed: readonly Device[];
  readonly buildings: BuildingSet;
  readonly fed: FedPumps;
  readonly plants: Plants;
  /** Utilities whose inputs changed since they were last solved, besides their ports. */
  readonly dirty: Record<Utility, boolean>;
  /** A switch moved: who has power must be found before anything else is solved. */
  isTopologyDirty: boolean;
  /** In what order the networks are solved within a round, and how their ports are moved; the bench tries others. */
  order: readonly Utility[];
  /**
   * A network whose own ports still move is solved again before the next one. Going round all of them instead solves
   * power 97 times where 26 do (heat is short, and its engines and pumps move with every round).
   */
  isNested: boolean;
  readonly acceleration: Record<Utility, Acceleration>;
  /** How hard each device's ports were to settle, and how often each network was solved. */
  readonly settleLog: SettleLog;
  /** Wall time by part of the step, ms. */
  readonly phases_ms: Record<string, number>;
  /** A clock of the host's, for the phases only. */
  readonly now_ms: () => number;
}

const noSky = (): Sky => ({
  temperature_K: 293.15,
  relativeHumidity_1: 0.5,
  wetBulb_K: 286.85,
  wind_m_s: 0,
  global_W_m2: 0,
  direct_W_m2: 0,
  diffuse_W_m2: 0,
  sunAltitude_rad: 0,
  sunAzimuth_rad: 0,
  humidityRatio_1: 0.007,
  throughBlinds_W_m2: 0,
  dayMean_K: 293.15,
});

const idsOf = (elements: readonly Element[], kinds: (kind: string) => boolean) =>
  elements.filter((e) => kinds(e.kind)).map((e) => e.id);

/**
 * Opens every utility of which the district has elements, then the devices, buildings and pumps between them. Solvers
 * in `healthy` are taken over as they stand: only what broke is opened anew.
 */
export function openCoupling(
  module: WebAssembly.Module,
  district: District,
  tick_s: number,
  now_ms: () => number,
  healthy: Readonly<Partial<Record<Utility, UtilitySolver>>> = {},
): { coupling: Coupling | null; issues: Issue[] } {
  const issues: Issue[] = [];
  const solvers: Partial<Record<Utility, GuardedSolver>> = {};
  const utilityOfKind = new Map<string, Utility>();
  const kindsHere = new Set(district.elements.map((e) => e.kind));
  for (const utility of UTILITY_NAMES) {
    const entry = UTILITIES[utility];
    if (!entry) continue;
    for (const schema of entry.schema) utilityOfKind.set(schema.kind, utility);
    if (!entry.schema.some((schema) => schema.topology === "node" && kindsHere.has(schema.kind))) continue;
    const kept = healthy[utility];
    if (kept) {
      solvers[utility] = guard(kept);
      continue;
    }
    const opened = entry.open(module, district);
    issues.push(...opened.issues);
    if (opened.solver) solvers[utility] = guard(opened.solver);
  }
  if (hasErrors(issues)) return { coupling: null, issues };

  const elements = new Map(district.elements.map((e) => [e.id, e]));
  const element = (id: string) => elements.get(id);
  const busOf = fedBy(district.elements, element);
  const table = new DistrictTable({
    weather: ["weather"],
    building: idsOf(district.elements, (kind) => kind === "building"),
    device: idsOf(district.elements, (kind) => kind in DEVICE_KINDS),
    plant: idsOf(district.elements, (kind) => kind === "heatPlant"),
    fed: [...busOf.keys()],
    rule: district.rules.map((rule) => rule.id),
    supply: suppliesOf(district.elements),
    ...accountRows(),
    tag: district.tags.map((tag) => tag.id),
  });
  const profileRows = new Map(district.profiles.map((p, i) => [p.id, i]));
  const around: Surroundings = {
    district,
    element,
    table,
    solvers,
    ports: new PortBook(),
    sky: noSky(),
    time_s: 0,
    planned_s: tick_s,
    tick_s,
    localHour: 0,
    profileRow: (id) => profileRows.get(id) ?? -1,
    profileValues: new Float64Array(district.profiles.length).fill(1),
    issues,
  };
  const devices = table.numbering.device!.ids.map((id, row) => {
    const blank = ["power_W", "reactive_var", "gas_kg_s", "heat_W", "cold_W", "water_m3_s", "co2_kg_s", "curtailed_W"];
    for (const name of blank) table.f64("device", name)[row] = 0;
    table.f64("device", "stored_J")[row] = Number.NaN;
    table.f64("device", "available_W")[row] = Number.NaN;
    table.f64("device", "command_1")[row] = Number.NaN;
    table.f64("device", "timer_s")[row] = Number.NaN;
    return DEVICE_KINDS[element(id)!.kind]!(id, row, around);
  });
  const plants = new Plants(around, table.numbering.plant!.ids, devices);
  const buildings = new BuildingSet(around, table.numbering.building!.ids);
  buildings.linkShare = plants.linkShare;
  const fed = new FedPumps(around, busOf);
  fed.stands = new Uint8Array(plants.linkShare.length);
  plants.pumps = fed;
  table.f64("rule", "memory_1").fill(Number.NaN);
  const all = <T>(make: () => T): Record<Utility, T> => ({ water: make(), power: make(), gas: make(), heat: make() });
  return {
    issues,
    coupling: {
      district,
      around,
      table,
      solvers,
      utilityOfKind,
      devices,
      voltageLed: devices.filter((device) => device.isVoltageLed === true),
      buildings,
      fed,
      plants,
      dirty: all(() => true),
      isTopologyDirty: true,
      order: ORDER,
      isNested: true,
      acceleration: all(() => new Aitken()),
      settleLog: new SettleLog(table, around.ports),
      phases_ms: {},
      now_ms,
    },
  };
}
