import type { ElementId } from "../../../sim-core/model/element";
import * as S from "../harbourside/sizing";
import { at, type Book, buried, length_m, rectangle } from "./book";
import { type BlockPlan, blockId, corner, cornerX_m, cornerY_m, type DistrictPlan } from "./plan";

const DEPTH_M = 0.9;
const OFFSET_M = 5;
const OWNER = "power";
const TWO_PI_50 = 314.1592653589793;

/** One 11/0.4 kV station (or a customer at 11 kV): a stop on a feeder. */
export interface Station {
  readonly key: string;
  readonly name: string;
  readonly x_m: number;
  readonly y_m: number;
  /** Row of the street along which its cables come. */
  readonly streetRow: number;
  /** Summer design load; 0 for a customer who brings no transformer of ours. */
  readonly design_W: number;
  readonly units: number;
  readonly block?: ElementId;
}

export const mvOf = (station: string): ElementId => `MV-${station}`;
export const lvOf = (station: string): ElementId => `LV-${station}`;
export const stationOf = (plan: DistrictPlan, block: { column: number; row: number }): string =>
  corner(plan, block.column, block.row);
export const lvAt = (plan: DistrictPlan, block: { column: number; row: number }): ElementId =>
  lvOf(stationOf(plan, block));

/** Undiversified summer design load of a block at its station. */
export function designLoad_W(block: BlockPlan): number {
  const dwelling = 1.42 * S.DWELLING_MEAN_W + S.DWELLING_AC_SHARE * 1_100;
  const cooled = block.isOnCooling ? 0 : 13;
  const base =
    block.dwellings * dwelling +
    block.office_m2 * (32 + cooled) +
    block.shop_m2 * (41 + (block.isOnCooling ? 0 : 32)) +
    (block.restaurant_m2 ?? 0) * 82 +
    (block.hasFireStation ? 2 * S.FIRE_STATION_W : 0);
  if (block.character === "hospital") return base + S.HOSPITAL_M2 * 56;
  if (block.character === "school") return base + S.SCHOOL_M2 * 67;
  if (block.character === "dataCentre") return base + S.DATA_CENTRE_W;
  if (block.character === "works") return base + S.WORKS_W + 150e3;
  if (block.character === "hotel") return base + S.HOTEL_M2 * 58;
  return base;
}

/** Smallest number of equal units, then smallest unit, that carries the load at the planning share. */
function transformerFor(design_W: number, units: number) {
  const need_VA = design_W / S.POWER_FACTOR / S.TRANSFORMER_PLANNING_1 / units;
  const list = S.DISTRIBUTION_TRANSFORMERS;
  return list.find((t) => t.rated_VA >= need_VA) ?? list[list.length - 1]!;
}

function bus(
  book: Book,
  id: ElementId,
  base_V: number,
  min: number,
  max: number,
  x: number,
  y: number,
  site: ElementId,
) {
  const fields = { baseVoltage_V: base_V, minVoltage_1: min, maxVoltage_1: max };
  book.add("bus", id, OWNER, fields, { within: [site] }, { geometry: at(x, y, base_V > 1_000 ? 0.5 : 1) });
}

function addStation(book: Book, station: Station): void {
  const site = `SS-${station.key}`;
  book.add("substation", site, OWNER, { kind: "distribution" }, station.block ? { within: [station.block] } : {}, {
    name: station.name,
    geometry: { footprint: rectangle(station.x_m - 3, station.y_m - 3, 6, 6), base_m: 0, height_m: 3 },
  });
  bus(book, mvOf(station.key), 11_000, 0.95, 1.05, station.x_m - 1.5, station.y_m, site);
  if (station.design_W === 0) return;
  bus(book, lvOf(station.key), 400, 0.9, 1.1, station.x_m + 1.5, station.y_m, site);
  const unit = transformerFor(station.design_W, station.units);
  for (let k = 1; k <= station.units; k++) {
    const fields = {
      ratedPower_VA: unit.rated_VA,
      ratedFrom_V: 11_000,
      ratedTo_V: 400,
      impedance_1: unit.impedance_1,
      resistance_1: unit.loadLoss_W / unit.rated_VA,
      noLoadLoss_W: unit.noLoad_W,
      tap_1: 1,
      isClosed: true,
    };
    const id = station.units === 1 ? `TX-${station.key}` : `TX-${station.key}-${k}`;
    book.add(
      "transformer",
      id,
      OWNER,
      fields,
      { connects: [mvOf(station.key), lvOf(station.key)], within: [site] },
      {
        geometry: at(station.x_m + 2 * (k - 1), station.y_m + 1.5, 0.5),
      },
    );
  }
}

type Cable = keyof typeof S.CABLES;
function cable(
  book: Book,
  id: ElementId,
  from: ElementId,
  to: ElementId,
  type: Cable,
  points: readonly (readonly [number, number])[],
  feeder: ElementId | undefined,
  isClosed = true,
  name?: string,
  switchTime_s?: number,
): void {
  const geometry = buried(DEPTH_M, ...points);
  const long_m = length_m(geometry.line);
  const km = long_m / 1_000;
  const c = S.CABLES[type];
  const fields = {
    resistance_ohm: c.r * S.WARM_1 * km,
    reactance_ohm: c.x * km,
    susceptance_S: TWO_PI_50 * c.c * 1e-9 * km,
    rating_A: Math.round(c.rating_A * S.DUCT_1),
    length_m: long_m,
    isClosed,
    ...(switchTime_s === undefined ? {} : { switchTime_s }),
  };
  book.add("line", id, OWNER, fields, { connects: [from, to], within: feeder ? [feeder] : [] }, { geometry, name });
}

/** Down to the street of the first, along it, over to the street of the second, and up again. */
function route(plan: DistrictPlan, a: Station, b: Station): (readonly [number, number])[] {
  const ya = cornerY_m(plan, a.streetRow) + OFFSET_M;
  const yb = cornerY_m(plan, b.streetRow) + OFFSET_M;
  const points: (readonly [number, number])[] = [[a.x_m, a.y_m]];
  points.push([a.x_m, ya]);
  if (a.streetRow !== b.streetRow) {
    const column = Math.min(Math.max(Math.round((b.x_m - plan.offsetX_m) / plan.pitchX_m), 0), plan.columns);
    const x = cornerX_m(plan, column) + OFFSET_M;
    points.push([x, ya], [x, yb]);
  }
  points.push([b.x_m, yb], [b.x_m, b.y_m]);
  return points;
}

export interface Primary {
  readonly key: "quay" | "hill";
  readonly x_m: number;
  readonly y_m: number;
  readonly streetRow: number;
}

/** 33 kV intake and two primaries, each with two transformers side by side on one 11 kV board. */
export function buildPrimaries(book: Book, plan: DistrictPlan): Record<"quay" | "hill", Station> {
  const p = plan.prefix;
  const width = plan.columns * plan.pitchX_m;
  const high = Math.max(plan.rows - 1, 0);
  const primaries: Primary[] = [
    { key: "quay", x_m: plan.offsetX_m + width + 50, y_m: cornerY_m(plan, 1) + 40, streetRow: 1 },
    { key: "hill", x_m: plan.offsetX_m - 40, y_m: cornerY_m(plan, high) + 40, streetRow: high },
  ];
  const gridX = plan.offsetX_m + width + 75;
  const gridY = cornerY_m(plan, plan.rows) + 80;
  const gridSite = `${p}GRID-POINT`;
  book.add(
    "substation",
    gridSite,
    OWNER,
    { kind: "gridPoint" },
    {},
    {
      name: "Grid supply point 33 kV",
      geometry: { footprint: rectangle(gridX - 15, gridY - 15, 30, 30), base_m: 0, height_m: 6 },
    },
  );
  bus(book, `${p}HV-GRID`, 33_000, 0.94, 1.06, gridX, gridY, gridSite);
  book.add(
    "gridSupply",
    `${p}GRID`,
    OWNER,
    {
      voltage_1: S.GRID_VOLTAGE_1,
      angle_rad: 0,
      importLimit_W: S.IMPORT_LIMIT_W * plan.scale,
    },
    { connects: [`${p}HV-GRID`], within: [gridSite] },
    { name: "Grid supply", geometry: at(gridX, gridY + 6, 2) },
  );
  const stations = {} as Record<"quay" | "hill", Station>;
  for (const primary of primaries) {
    const site = `${p}PRIMARY-${primary.key}`;
    book.add(
      "substation",
      site,
      OWNER,
      { kind: "primary" },
      {},
      {
        name: primary.key === "quay" ? "Quay primary 33/11 kV" : "Hill primary 33/11 kV",
        geometry: { footprint: rectangle(primary.x_m - 18, primary.y_m - 14, 36, 28), base_m: 0, height_m: 7 },
      },
    );
    const hv = `${p}HV-${primary.key}`;
    const mv = mvOf(`${p}${primary.key}`);
    bus(book, hv, 33_000, 0.94, 1.06, primary.x_m, primary.y_m + 8, site);
    bus(book, mv, 11_000, 0.95, 1.05, primary.x_m, primary.y_m - 8, site);
    for (const k of [1, 2]) {
      const northX = primary.key === "quay" ? gridX - 5 * k : plan.offsetX_m - 20 - 5 * k;
      const northY = cornerY_m(plan, plan.rows) + 30 + 5 * k;
      cable(
        book,
        `HC-${p}${primary.key}-${k}`,
        `${p}HV-GRID`,
        hv,
        "kv33al300",
        [
          [gridX, gridY],
          [gridX - 5 * k, northY],
          [northX, northY],
          [northX, primary.y_m + 8],
          [primary.x_m, primary.y_m + 8],
        ],
        undefined,
      );
      const fields = {
        ratedPower_VA: S.PRIMARY.rated_VA,
        ratedFrom_V: 33_000,
        ratedTo_V: 11_000,
        impedance_1: S.PRIMARY.impedance_1,
        resistance_1: S.PRIMARY.resistance_1,
        noLoadLoss_W: S.PRIMARY.noLoad_W,
        // Two steps up, where the tap changer stands on most days: a run starts in the middle of things.
        tap_1: 1 - 2 * S.TAP.step_1,
        tapStep_1: S.TAP.step_1,
        tapMin: -S.TAP.steps,
        tapMax: S.TAP.steps,
        tapTarget_1: S.TAP.target_1,
        cooling: "ONAF",
        hotSpotTrip_K: S.HOT_SPOT.trip_K,
        isClosed: true,
      };
      const id = `TX-${p}${primary.key}-${k}`;
      book.add(
        "transformer",
        id,
        OWNER,
        fields,
        { connects: [hv, mv], within: [site] },
        {
          name: `${primary.key === "quay" ? "Quay" : "Hill"} transformer ${k}`,
          geometry: at(primary.x_m + (k === 1 ? -8 : 8), primary.y_m, 1),
        },
      );
      book.limit(id, "loading_1", "above", 1.0, 0.05, 900, 2, "Primary transformer above its rating");
      book.limit(id, "loading_1", "above", 1.2, 0.05, 300, 1, "Primary transformer above 120 %");
    }
    stations[primary.key] = {
      key: `${p}${primary.key}`,
      name: site,
      x_m: primary.x_m,
      y_m: primary.y_m - 8,
      streetRow: primary.streetRow,
      design_W: 0,
      units: 0,
    };
  }
  return stations;
}

function feeder(book: Book, plan: DistrictPlan, primary: Station, key: string, name: string): ElementId {
  const site = primary.name;
  const id = `FEEDER-${plan.prefix}${key}`;
  book.add("feeder", id, OWNER, { nominal_V: 11_000 }, { within: [site] }, { name });
  book.relate(site, "feeds", id);
  return id;
}

/** Stops from one primary to the other with the open point in the middle: two feeders that can help one another. */
export function buildRing(
  book: Book,
  plan: DistrictPlan,
  key: string,
  west: { primary: Station; stations: readonly Station[] },
  east: { primary: Station; stations: readonly Station[] },
  type: Cable,
): void {
  const ends: Station[] = [];
  for (const [letter, half] of [
    ["W", west],
    ["E", east],
  ] as const) {
    const name = `${letter === "W" ? "Hill" : "Quay"} feeder ${key}`;
    const id = feeder(book, plan, half.primary, `${letter}${key}`, name);
    let before = half.primary;
    half.stations.forEach((station, i) => {
      addStation(book, station);
      const line = `MC-${before.key}-${station.key}`;
      cable(
        book,
        line,
        mvOf(before.key),
        mvOf(station.key),
        type,
        route(plan, before, station),
        id,
        true,
        i === 0 ? name : undefined,
        i % S.SWITCH_S.every === 0 ? S.SWITCH_S.remote : S.SWITCH_S.manual,
      );
      book.relate(id, "feeds", mvOf(station.key));
      if (i === 0) {
        book.limit(line, "loading_1", "above", 1.0, 0.05, 300, 1, `${name} above its rating`);
        book.limit(line, "loading_1", "above", 0.8, 0.05, 900, 3, `${name} above 80 %`);
        const meter = `METER-${plan.prefix}${letter}${key}`;
        book.add(
          "meter",
          meter,
          OWNER,
          { quantity: "powerFrom_W" },
          { measures: [line], within: [half.primary.name] },
          {
            name: `Meter of ${name}`,
          },
        );
        book.tag(line, "powerFrom_W", "W", OWNER, "district");
        book.tag(line, "loading_1", "1", OWNER, "district");
      }
      before = station;
    });
    ends.push(before);
  }
  const [a, b] = ends as [Station, Station];
  cable(
    book,
    `TIE-${plan.prefix}${key}`,
    mvOf(a.key),
    mvOf(b.key),
    type,
    route(plan, a, b),
    undefined,
    false,
    `Open point of ring ${key}`,
    S.SWITCH_S.remote,
  );
}

/** Cables of one customer's own, side by side. */
export function buildOwnFeeder(
  book: Book,
  plan: DistrictPlan,
  key: string,
  primary: Station,
  station: Station,
  cables: number,
  type: Cable,
): void {
  const id = feeder(book, plan, primary, key, `Feeder ${key} to ${station.name}`);
  addStation(book, station);
  for (let k = 1; k <= cables; k++) {
    const points = route(plan, primary, station).map(([x, y]) => [x + 0.5 * k, y + 0.5 * k] as const);
    const line = `MC-${primary.key}-${station.key}-${k}`;
    cable(book, line, mvOf(primary.key), mvOf(station.key), type, points, id);
    book.limit(line, "loading_1", "above", 1.0, 0.05, 300, 1, `Feeder ${key} above its rating`);
  }
  book.relate(id, "feeds", mvOf(station.key));
}

/** Stations of blocks, beside the street at their south-western corner. */
export function blockStation(plan: DistrictPlan, block: BlockPlan, extra_W = 0): Station {
  const design_W = designLoad_W(block) + extra_W;
  return {
    key: stationOf(plan, block),
    name: `Substation ${stationOf(plan, block)}`,
    x_m: cornerX_m(plan, block.column) + 24,
    y_m: cornerY_m(plan, block.row) + 14,
    streetRow: block.row,
    design_W,
    // Above 1.2 MW two units: a hospital or a hotel is not left on one.
    units: design_W > 3.2e6 ? 3 : design_W > 1.2e6 || block.character === "works" ? 2 : 1,
    block: blockId(plan, block),
  };
}

export function powerLimits(book: Book): void {
  for (const element of book.elements) {
    if (element.kind === "bus") {
      const isLow = element.fields.baseVoltage_V === 400;
      const is11 = element.fields.baseVoltage_V === 11_000;
      if (!isLow && !is11) continue;
      const [low, high] = isLow ? [0.9, 1.1] : [0.95, 1.05];
      const text = isLow ? "Low voltage outside +-10 %" : "11 kV outside +-5 %";
      book.limit(element.id, "voltage_1", "below", low, 0.005, 600, 2, text);
      book.limit(element.id, "voltage_1", "above", high, 0.005, 600, 2, text);
      continue;
    }
    if (element.kind !== "transformer") continue;
    const { alarm_K, topOil_K } = S.HOT_SPOT;
    const text = "{name} hot spot {value}, limit {limit}, since {since}";
    book.limit(element.id, "hotSpot_K", "above", alarm_K, 3, 300, 2, text);
    book.limit(element.id, "topOil_K", "above", topOil_K, 3, 300, 2, text.replace("hot spot", "top oil"));
    if (element.fields.ratedTo_V === 400) {
      book.limit(element.id, "loading_1", "above", 1.2, 0.05, 900, 2, "Distribution transformer above 120 %");
      book.limit(element.id, "loading_1", "above", 1.0, 0.05, 1800, 3, "Distribution transformer above its rating");
    }
  }
}
