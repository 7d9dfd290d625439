import type { District } from "../model/district";
import { type Element, UTILITY_NAMES, type Utility } from "../model/element";
import type { Issue } from "../model/issue";
import { hasErrors } from "../model/issue";
import type { UtilitySolver } from "../utilities/contract";
import { UTILITIES } from "../utilities/registry";
import { BuildingSet } from "./buildings/set";
import type { Device } from "./device";
import { DEVICE_KINDS } from "./devices";
import { FedPumps, fedBy } from "./fed";
import { Plants } from "./plants";
import { PortBook, Relaxation } from "./port";
import type { Sky, Surroundings } from "./surroundings";
import { DistrictTable } from "./table";

/** Everything that is settled together: the solvers and what stands between them. */
export interface Coupling {
  readonly district: District;
  readonly around: Surroundings;
  readonly table: DistrictTable;
  readonly solvers: Readonly<Partial<Record<Utility, UtilitySolver>>>;
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
  readonly relaxation: Record<Utility, Relaxation>;
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

/** Opens every utility of which the district has elements, then the devices, buildings and pumps between them. */
export function openCoupling(
  module: WebAssembly.Module,
  district: District,
  tick_s: number,
  now_ms: () => number,
): { coupling: Coupling | null; issues: Issue[] } {
  const issues: Issue[] = [];
  const solvers: Partial<Record<Utility, UtilitySolver>> = {};
  const utilityOfKind = new Map<string, Utility>();
  const kindsHere = new Set(district.elements.map((e) => e.kind));
  for (const utility of UTILITY_NAMES) {
    const entry = UTILITIES[utility];
    if (!entry) continue;
    for (const schema of entry.schema) utilityOfKind.set(schema.kind, utility);
    if (!entry.schema.some((schema) => schema.topology === "node" && kindsHere.has(schema.kind))) continue;
    const opened = entry.open(module, district);
    issues.push(...opened.issues);
    if (opened.solver) solvers[utility] = opened.solver;
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
      fed: new FedPumps(around, busOf),
      plants,
      dirty: all(() => true),
      isTopologyDirty: true,
      relaxation: all(() => new Relaxation()),
      phases_ms: {},
      now_ms,
    },
  };
}
