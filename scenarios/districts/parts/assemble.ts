import type { District, Owner } from "../../../sim-core/model/district";
import * as S from "../harbourside/sizing";
import type { Book } from "./book";
import { buildBuildings } from "./buildings";
import { loopCustomers } from "./customers";
import { buildCoolingPlant, buildEnergyCentre, buildSmallDevices } from "./devices";
import { buildGas, joinGas, mediumPressure } from "./gas";
import { buildLoop } from "./loops";
import { buildPlaces } from "./places";
import { type BlockPlan, cornerX_m, cornerY_m, type DistrictPlan, ZONE_KEYS } from "./plan";
import { blockStation, buildOwnFeeder, buildPrimaries, buildRing, lvAt, powerLimits, type Station } from "./power";
import { PROFILES } from "./profiles";
import { buildProtection } from "./protection";
import { buildWater, joinWater, waterLimits, worksBlock } from "./water";

const owners = (place: string): readonly Owner[] => [
  { id: "water", name: `${place} Water`, utility: "water" },
  { id: "power", name: `${place} Power`, utility: "power" },
  { id: "gas", name: `${place} Gas`, utility: "gas" },
  { id: "heat", name: `${place} Heat and Cooling`, utility: "heat" },
  { id: "district", name: "District office", utility: "district" },
];

/** Block rows that share a ring: the two uppermost together, since they are thinly loaded. */
function ringRows(plan: DistrictPlan): number[][] {
  const rows = Array.from({ length: plan.rows }, (_, r) => [r]);
  if (plan.rows > 4) rows.splice(plan.rows - 2, 2, [plan.rows - 2, plan.rows - 1]);
  return rows;
}

/** Order of stops: along the street, or, for two rows, to and fro so that each pair of neighbours is visited once. */
function stops(plan: DistrictPlan, rows: readonly number[], columns: readonly number[]): BlockPlan[] {
  const list: BlockPlan[] = [];
  columns.forEach((column, i) => {
    const order = i % 2 === 0 ? rows : [...rows].reverse();
    for (const row of order) {
      const block = plan.blocks.find((b) => b.column === column && b.row === row);
      if (block && block.character !== "park") list.push(block);
    }
  });
  return list;
}

function buildPower(book: Book, plan: DistrictPlan): { hubs: { station: string; x: number; y: number }[] } {
  const p = plan.prefix;
  const k = plan.scale;
  const primaries = buildPrimaries(book, plan);
  const half = Math.ceil(plan.columns / 2);
  const west = Array.from({ length: half }, (_, c) => c);
  const east = Array.from({ length: plan.columns - half }, (_, c) => plan.columns - 1 - c);
  const hubs: { station: string; x: number; y: number }[] = [];
  const mixedCount = plan.blocks.filter((b) => b.dwellings > 0).length;
  const chargers_W =
    (S.HOME_CHARGERS * k * S.HOME_CHARGER_W * S.HOME_CHARGER_DIVERSITY) / Math.max(Math.ceil((mixedCount - 1) / 3), 1);
  const mixed = plan.blocks.filter((b) => b.dwellings > 0);
  const station = (block: BlockPlan): Station =>
    blockStation(plan, block, mixed.indexOf(block) % 3 === 1 ? chargers_W : 0);
  // A data centre has cables of its own and is no stop on a ring.
  const onRing = (b: BlockPlan) => b.character !== "dataCentre";
  ringRows(plan).forEach((rows, ring) => {
    const westStops = stops(plan, rows, west).filter(onRing).map(station);
    const eastStops = stops(plan, rows, east).filter(onRing).map(station);
    // Charging hubs stand at the two ends of the busiest streets, each with a station of its own.
    const hub = (side: "west" | "east", list: Station[], column: number) => {
      const y = cornerY_m(plan, rows[0]!) + 16;
      const x = cornerX_m(plan, column) + 110;
      const key = `${p}hub-${side}`;
      hubs.push({ station: key, x: x + 12, y });
      list.splice(1, 0, {
        key,
        name: `Charging hub ${side}`,
        x_m: x,
        y_m: y,
        streetRow: rows[0]!,
        design_W: S.EV_HUB_W * S.EV_HUB_DIVERSITY * 1.2,
        units: 1,
      });
    };
    if (plan.rows > 2 && ring === 0) hub("west", westStops, 0);
    if (plan.rows > 3 && ring === 3) hub("east", eastStops, plan.columns - 1);
    const cable = rows.some((r) => plan.blocks.some((b) => b.row === r && b.character === "core")) ? "al240" : "al185";
    if (westStops.length === 0 || eastStops.length === 0) return;
    buildRing(
      book,
      plan,
      `${ring + 1}`,
      { primary: primaries.hill, stations: westStops },
      { primary: primaries.quay, stations: eastStops },
      cable,
    );
  });
  const n = ringRows(plan).length;
  const cooling: Station = {
    key: `${p}cooling`,
    name: "Cooling plant substation",
    x_m: cornerX_m(plan, plan.coolColumn) - 30,
    y_m: cornerY_m(plan, 0) - 40,
    streetRow: 0,
    design_W: 2.9e6 * k,
    units: 2,
  };
  buildOwnFeeder(book, plan, `W${n + 1}`, primaries.hill, cooling, 2, "al185");
  const energyY = cornerY_m(plan, plan.heatTrunkRow);
  const energyX = cornerX_m(plan, plan.columns) + 80;
  const energy: Station = {
    key: `${p}energy`,
    name: "Energy centre substation",
    x_m: energyX,
    y_m: energyY + 26,
    streetRow: plan.heatTrunkRow,
    design_W: 1.3e6 * k,
    units: 2,
  };
  buildOwnFeeder(book, plan, `E${n + 1}`, primaries.quay, energy, 1, "al240");
  const peaker: Station = {
    ...energy,
    key: `${p}peaker`,
    name: "Peaker switchgear",
    y_m: energyY - 34,
    design_W: 0,
    units: 0,
  };
  buildOwnFeeder(book, plan, `E${n + 2}`, primaries.quay, peaker, 1, "al240");
  const data = plan.blocks.find((b) => b.character === "dataCentre");
  if (data) buildOwnFeeder(book, plan, `E${n + 3}`, primaries.quay, station(data), 2, "al240");
  return { hubs };
}

/** Which station feeds which pump: the block beside it. */
function feedPumps(book: Book, plan: DistrictPlan): void {
  const p = plan.prefix;
  const works = lvAt(plan, worksBlock(plan));
  for (let n = 1; n <= S.RAW_PUMP.count; n++) book.relate(works, "feeds", `${p}RAW-PUMP-${n}`);
  for (let n = 1; n <= S.HIGH_LIFT.count; n++) book.relate(works, "feeds", `${p}HIGH-LIFT-${n}`);
  plan.crossings.forEach((crossing, below) => {
    const row = below === 0 ? plan.zoneRows[1]! : plan.zoneRows[below + 1]! - 1;
    const column = Math.min(crossing.booster, plan.columns - 1);
    const candidates = plan.blocks.filter((b) => b.character !== "park" && b.character !== "dataCentre");
    const distance = (b: BlockPlan) => Math.abs(b.column - column) + Math.abs(b.row - row);
    const beside = candidates.reduce((best, b) => (distance(b) < distance(best) ? b : best));
    for (const unit of ["A", "B"])
      book.relate(lvAt(plan, beside), "feeds", `${p}BOOSTER-${ZONE_KEYS[below + 1]}-${unit}`);
  });
}

/** Writes one plan into the book: places, four networks, buildings, devices, rules, tags and limits. */
export function buildPlan(book: Book, plan: DistrictPlan): void {
  const first = book.elements.length;
  buildPlaces(book, plan);
  const { hubs } = buildPower(book, plan);
  buildWater(book, plan);
  feedPumps(book, plan);
  buildGas(book, plan);
  buildLoop(book, plan, "heat", loopCustomers(plan, "heat"));
  buildLoop(book, plan, "cooling", loopCustomers(plan, "cooling"));
  buildBuildings(book, plan);
  buildEnergyCentre(book, plan);
  buildCoolingPlant(book, plan);
  buildSmallDevices(book, plan, hubs);
  buildProtection(book, plan, first);
  waterLimits(book, plan);
  const engine = mediumPressure(plan, "ENERGY");
  book.limit(engine, "pressure_Pa", "below", S.ENGINE_INLET_PA, 2_000, 60, 1, "Gas too low for engines and boilers");
  if (plan.hasHydrants) meters(book, plan);
}

/** One network out of two quarters: a main between the low zones, a pipe between the medium-pressure rings. */
export function joinPlans(book: Book, a: DistrictPlan, b: DistrictPlan): void {
  joinWater(book, a, b);
  joinGas(book, a, b);
}

/** What each utility measures beyond what its rules need, and may show to the district. */
function meters(book: Book, plan: DistrictPlan): void {
  const p = plan.prefix;
  const measure = (id: string, name: string, element: string, quantity: string, unit: string, owner: string) => {
    book.add("meter", `METER-${p}${id}`, owner, { quantity }, { measures: [element] }, { name });
    book.tag(element, quantity, unit, owner, "district");
  };
  measure("works", "Flow into supply", `WP-${p}WORKS`, "flow_m3_s", "m3/s", "water");
  plan.crossings.forEach((_, below) => {
    const key = ZONE_KEYS[below + 1]!;
    measure(`booster-${key}`, `Flow to the ${key} zone`, `WP-${p}BOOSTER-${key}-OUT`, "flow_m3_s", "m3/s", "water");
  });
  measure("gate", "City gate flow", `GP-${p}GATE-ENERGY`, "flow_kg_s", "kg/s", "gas");
  book.tag(mediumPressure(plan, "ENERGY"), "pressure_Pa", "Pa", "gas", "district");
  book.tag(`${p}TOWER`, "level_m", "m", "water", "district");
  book.tag(`${p}HEAT-PLANT`, "heat_W", "W", "heat", "district");
  book.tag(`${p}COOLING-PLANT`, "heat_W", "W", "heat", "district");
}

export function finish(
  book: Book,
  head: Pick<District, "id" | "name" | "origin" | "utcOffsets">,
  place = head.name,
): District {
  powerLimits(book);
  comfortLimits(book);
  return {
    format: "crosscurrent-district/1",
    ...head,
    options: {
      water: { headLoss: "hazenWilliams", constants: "si" },
      gas: { fluid: "naturalGas", friction: "colebrook", temperature_K: 288.15 },
      // Ground at a metre's depth in a warm summer.
      heat: { ambient_K: 288.15 },
    },
    owners: owners(place),
    profiles: PROFILES,
    ...book.parts(),
  };
}

/** Indoor air: 28 C is warm, in a ward too warm; a data hall stops at 32 C. */
function comfortLimits(book: Book): void {
  for (const element of book.elements) {
    if (element.kind !== "building") continue;
    const use = element.fields.use;
    if (use === "hospital")
      book.limit(element.id, "airTemperature_K", "above", 301.15, 0.3, 900, 1, "Wards above 28 °C");
    else if (use === "dataCentre")
      book.limit(element.id, "airTemperature_K", "above", 305.15, 0.3, 300, 1, "Data hall above 32 °C");
    else if (use === "dwelling") {
      book.limit(element.id, "airTemperature_K", "above", 303.15, 0.3, 1800, 2, "Cooled flats above 30 °C");
      book.limit(element.id, "uncooledAir_K", "above", 303.15, 0.3, 3600, 3, "Flats without cooling above 30 °C");
      book.limit(element.id, "airTemperature_K", "below", 291.15, 0.3, 1800, 2, "Flats below 18 °C");
    }
  }
}
