import type { FieldValue } from "../../../sim-core/model/element";
import * as S from "../harbourside/sizing";
import { type Book, rectangle } from "./book";
import { hasHeatStation } from "./customers";
import { envelope } from "./envelope";
import { meshAt } from "./gas";
import { consumerOf } from "./loops";
import { type BlockPlan, blockId, corner, cornerX_m, cornerY_m, type DistrictPlan, zoneOfNodeRow } from "./plan";
import { lvAt } from "./power";
import { waterAt } from "./water";

const L_DAY = 1e-3 / 86_400;
const SETS = {
  dwelling: { heat: 294.15, cool: 299.15 },
  office: { heat: 294.15, cool: 299.15 },
  shop: { heat: 293.15, cool: 299.15 },
  hospital: { heat: 295.15, cool: 299.15 },
  school: { heat: 294.15, cool: 299.15 },
  hotel: { heat: 294.15, cool: 299.15 },
  dataCentre: { heat: 288.15, cool: 300.15 },
  works: { heat: 285.15, cool: 305.15 },
  fireStation: { heat: 292.15, cool: 299.15 },
} as const;
export type Use = keyof typeof SETS;

interface Body {
  readonly suffix: string;
  readonly name: string;
  readonly use: Use;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly depth: number;
  readonly height: number;
  readonly gross_m2: number;
  readonly people: number;
  readonly dwellings?: number;
  /** Corner of the block whose main it hangs on. */
  readonly tap: readonly [dc: number, dr: number];
  readonly freshAir_m3_s: number;
  readonly recovery_1: number;
  readonly loads: Readonly<Record<string, FieldValue>>;
}

function put(book: Book, plan: DistrictPlan, block: BlockPlan, body: Body): void {
  const id = `B-${corner(plan, block.column, block.row)}-${body.suffix}`;
  const stock = body.use === "dwelling" ? block.age : "commerce";
  const heated = body.use !== "dataCentre" && body.use !== "works";
  const cooled = block.isOnCooling && body.use !== "dwelling" && body.use !== "fireStation";
  const byGas = heated && block.heatBy === "gas";
  const byLoop = heated && block.heatBy === "loop" && hasHeatStation(block);
  const x = cornerX_m(plan, block.column) + body.x;
  const y = cornerY_m(plan, block.row) + body.y;
  const tapColumn = block.column + body.tap[0];
  const tapRow =
    zoneOfNodeRow(plan, block.row + body.tap[1]) === zoneOfNodeRow(plan, block.row)
      ? block.row + body.tap[1]
      : block.row;
  const connects = [lvAt(plan, block), waterAt(plan, tapColumn, tapRow)];
  if (byGas) connects.push(meshAt(plan, tapColumn, block.row + body.tap[1]));
  if (byLoop) connects.push(consumerOf(plan, "heat", block));
  if (cooled) connects.push(consumerOf(plan, "cooling", block));
  const sets = SETS[body.use];
  book.add(
    "building",
    id,
    "district",
    {
      use: body.use,
      grossArea_m2: Math.round(body.gross_m2),
      people: Math.round(body.people),
      ...(body.dwellings ? { dwellings: body.dwellings } : {}),
      ...envelope(stock, body.width, body.depth, body.height, body.gross_m2, body.freshAir_m3_s, body.recovery_1),
      heatSet_K: sets.heat,
      coolSet_K: sets.cool,
      isOnHeat: byLoop,
      isOnCooling: cooled,
      ratedCop_1: S.ROOM_UNIT_COP,
      powerFactor_1: S.POWER_FACTOR,
      ...body.loads,
    },
    { connects, within: [blockId(plan, block)] },
    {
      name: body.name,
      geometry: { footprint: rectangle(x, y, body.width, body.depth), base_m: 0, height_m: body.height },
    },
  );
}

function dwellings(book: Book, plan: DistrictPlan, block: BlockPlan): void {
  const core = block.character === "core";
  const halves = [Math.ceil(block.dwellings / 2), Math.floor(block.dwellings / 2)];
  halves.forEach((count, half) => {
    if (count === 0) return;
    const gross_m2 = count * S.DWELLING_GROSS_M2;
    const width = core ? 40 : 66;
    const depth = 14;
    const storeys = Math.max(Math.round(gross_m2 / (width * depth)), 1);
    const people = count * S.PERSONS_PER_DWELLING;
    const byGas = block.heatBy === "gas";
    put(book, plan, block, {
      suffix: half === 0 ? "home-1" : "home-2",
      name: `${block.name}, ${half === 0 ? "south" : "north"} house`,
      use: "dwelling",
      x: half === 0 ? 36 : plan.pitchX_m - 20 - width,
      y: half === 0 ? 14 : plan.pitchY_m - 14 - depth,
      width,
      depth,
      height: 3.1 * storeys,
      gross_m2,
      people,
      dwellings: count,
      tap: half === 0 ? [0, 0] : [1, 1],
      freshAir_m3_s: (S.DWELLING_AIR_CHANGES_1_H * 2.7 * S.NET_OF_GROSS * gross_m2) / 3600,
      recovery_1: 0,
      loads: {
        electric_W: Math.round(count * S.DWELLING_MEAN_W),
        electricProfile: "P-RES",
        water_m3_s: people * S.WATER_L_DAY.resident * L_DAY,
        waterProfile: "W-RES",
        hotWater_W: Math.round(people * S.HOT_WATER_W.resident),
        hotWaterProfile: "H-RES",
        occupancyProfile: "OCC-RES",
        acShare_1: S.DWELLING_AC_SHARE,
        coolingCapacity_W: count * S.DWELLING_AC_W,
        ...(byGas ? { gas_W: count * S.COOKING_W, gasProfile: "P-RES" } : {}),
      },
    });
  });
}

function office(book: Book, plan: DistrictPlan, block: BlockPlan): void {
  if (block.office_m2 <= 0) return;
  const people = (block.office_m2 * S.NET_OF_GROSS) / S.OFFICE_M2_PERSON;
  put(book, plan, block, {
    suffix: "office",
    name: `${block.name} offices`,
    use: "office",
    x: 84,
    y: 18,
    width: 46,
    depth: 22,
    height: 3.6 * Math.max(Math.round(block.office_m2 / (46 * 22)), 1),
    gross_m2: block.office_m2,
    people,
    tap: [1, 0],
    freshAir_m3_s: people * 0.01 * 0.6,
    recovery_1: 0.6,
    loads: {
      electric_W: Math.round(block.office_m2 * S.OFFICE_MEAN_W_M2),
      electricProfile: "P-OFF",
      water_m3_s: people * S.WATER_L_DAY.officeWorker * L_DAY,
      waterProfile: "W-COM",
      hotWater_W: Math.round(people * S.HOT_WATER_W.officeWorker),
      hotWaterProfile: "OCC-OFF-MEAN",
      occupancyProfile: "OCC-OFF",
      acShare_1: block.isOnCooling ? 0 : 1,
      coolingCapacity_W: Math.round(block.office_m2 * S.NET_OF_GROSS * S.COOL_W_M2.office),
    },
  });
}

function shop(book: Book, plan: DistrictPlan, block: BlockPlan): void {
  if (block.shop_m2 <= 0) return;
  const people = (block.shop_m2 * S.NET_OF_GROSS) / S.SHOP_M2_PERSON;
  put(book, plan, block, {
    suffix: "shop",
    name: `${block.name} shops`,
    use: "shop",
    x: 34,
    y: 50,
    width: 40,
    depth: 25,
    height: 5 * Math.max(Math.round(block.shop_m2 / 1000), 1),
    gross_m2: block.shop_m2,
    people,
    tap: [0, 1],
    freshAir_m3_s: people * 0.0083 * 0.5,
    recovery_1: 0.5,
    loads: {
      electric_W: Math.round(block.shop_m2 * S.SHOP_MEAN_W_M2),
      electricProfile: "P-SHOP",
      water_m3_s: people * S.WATER_L_DAY.shopPlace * L_DAY,
      waterProfile: "W-COM",
      occupancyProfile: "OCC-SHOP",
      acShare_1: block.isOnCooling ? 0 : 1,
      coolingCapacity_W: Math.round(block.shop_m2 * S.NET_OF_GROSS * S.COOL_W_M2.shop),
    },
  });
}

/** Restaurants: hotel hours, guests who come and go, cooled by the loop where the block is. */
function restaurants(book: Book, plan: DistrictPlan, block: BlockPlan): void {
  const gross_m2 = block.restaurant_m2 ?? 0;
  if (gross_m2 <= 0) return;
  const seats = (gross_m2 * S.NET_OF_GROSS) / 4;
  put(book, plan, block, {
    suffix: "restaurants",
    name: `${block.name} restaurants`,
    use: "hotel",
    x: 84,
    y: 44,
    width: 50,
    depth: 30,
    height: 16,
    gross_m2,
    people: seats,
    tap: [1, 0],
    freshAir_m3_s: seats * 0.01 * 0.6,
    recovery_1: 0.5,
    loads: {
      electric_W: gross_m2 * S.RESTAURANT_MEAN_W_M2,
      electricProfile: "P-HOTEL",
      water_m3_s: seats * S.WATER_L_DAY.seat * L_DAY,
      waterProfile: "W-COM",
      hotWater_W: Math.round(seats * 20),
      hotWaterProfile: "H-RES",
      occupancyProfile: "OCC-SHOP",
      acShare_1: block.isOnCooling ? 0 : 1,
      coolingCapacity_W: gross_m2 * S.NET_OF_GROSS * 200,
    },
  });
}

/** A building that fills its block: what differs is written out, the rest follows from its use. */
const LARGE: Readonly<
  Record<
    string,
    (scale: number) => {
      use: Use;
      name: string;
      gross_m2: number;
      people: number;
      height: number;
      fresh_L_s: number;
      loads: Record<string, FieldValue>;
    }
  >
> = {
  hospital: () => ({
    use: "hospital",
    name: "Harbour Hospital",
    gross_m2: S.HOSPITAL_M2,
    // Patients and a shift of staff; residents are counted at home.
    people: 2.2 * S.HOSPITAL_BEDS,
    height: 26,
    fresh_L_s: 10,
    loads: {
      electric_W: S.HOSPITAL_M2 * S.HOSPITAL_MEAN_W_M2,
      electricProfile: "P-HOSP",
      water_m3_s: S.HOSPITAL_BEDS * S.WATER_L_DAY.bed * L_DAY,
      waterProfile: "W-COM",
      hotWater_W: S.HOSPITAL_BEDS * S.HOT_WATER_W.bed,
      hotWaterProfile: "H-HOSP",
      occupancyProfile: "FLAT",
      coolingCapacity_W: S.HOSPITAL_M2 * S.NET_OF_GROSS * S.COOL_W_M2.hospital,
    },
  }),
  school: () => ({
    use: "school",
    name: "Hillside School",
    gross_m2: S.SCHOOL_M2,
    people: S.SCHOOL_PUPILS,
    height: 12,
    fresh_L_s: 6.9,
    loads: {
      electric_W: S.SCHOOL_M2 * S.SCHOOL_MEAN_W_M2,
      electricProfile: "P-SCH",
      water_m3_s: S.SCHOOL_PUPILS * S.WATER_L_DAY.pupil * L_DAY,
      waterProfile: "W-COM",
      hotWater_W: S.SCHOOL_PUPILS * S.HOT_WATER_W.pupil,
      hotWaterProfile: "OCC-OFF-MEAN",
      occupancyProfile: "OCC-SCH",
      acShare_1: 1,
      coolingCapacity_W: S.SCHOOL_M2 * S.NET_OF_GROSS * 75,
    },
  }),
  dataCentre: () => ({
    use: "dataCentre",
    name: "Breakwater data centre",
    gross_m2: 2 * S.DATA_HALL_M2,
    people: 20,
    height: 14,
    fresh_L_s: 10,
    // Its own chillers hold the hall; without power it warms within minutes.
    loads: {
      electric_W: S.DATA_CENTRE_IT_W,
      acShare_1: 1,
      ratedCop_1: S.DATA_CENTRE_COP,
      coolingCapacity_W: 1.3 * S.DATA_CENTRE_IT_W,
      electricProfile: "FLAT",
      water_m3_s: 20 * 50 * L_DAY,
      waterProfile: "W-COM",
      occupancyProfile: "FLAT",
    },
  }),
  works: (scale) => ({
    use: "works",
    name: "Water works",
    gross_m2: 4_000,
    people: 12,
    height: 9,
    fresh_L_s: 10,
    loads: {
      electric_W: S.WORKS_BUILDING_W * scale,
      electricProfile: "FLAT",
      water_m3_s: 12 * 50 * L_DAY,
      waterProfile: "W-COM",
      occupancyProfile: "FLAT",
    },
  }),
  hotel: () => ({
    use: "hotel",
    name: "Quay Hotel",
    gross_m2: S.HOTEL_M2,
    people: (S.HOTEL_M2 * S.NET_OF_GROSS) / S.HOTEL_M2_PERSON,
    height: 24,
    fresh_L_s: 10,
    loads: {
      electric_W: S.HOTEL_M2 * S.HOTEL_MEAN_W_M2,
      electricProfile: "P-HOTEL",
      water_m3_s: ((S.HOTEL_M2 * S.NET_OF_GROSS) / S.HOTEL_M2_PERSON) * S.WATER_L_DAY.guest * L_DAY,
      waterProfile: "W-RES",
      hotWater_W: ((S.HOTEL_M2 * S.NET_OF_GROSS) / S.HOTEL_M2_PERSON) * S.HOT_WATER_W.guest,
      hotWaterProfile: "H-RES",
      occupancyProfile: "OCC-RES",
      coolingCapacity_W: S.HOTEL_M2 * S.NET_OF_GROSS * S.COOL_W_M2.hotel,
    },
  }),
};

function large(book: Book, plan: DistrictPlan, block: BlockPlan): void {
  const body = LARGE[block.character]?.(plan.scale);
  if (!body) return;
  const isHotel = block.character === "hotel";
  const width = isHotel ? 40 : block.character === "works" ? 60 : 100;
  put(book, plan, block, {
    suffix: block.character,
    ...body,
    x: isHotel ? 88 : 34,
    y: isHotel ? 45 : block.character === "works" ? 74 : 24,
    width,
    depth: isHotel ? 30 : block.character === "works" ? 30 : 80,
    tap: [0, 0],
    freshAir_m3_s: body.people * body.fresh_L_s * 1e-3,
    recovery_1: 0.6,
  });
}

export function buildBuildings(book: Book, plan: DistrictPlan): void {
  for (const block of plan.blocks) {
    dwellings(book, plan, block);
    office(book, plan, block);
    shop(book, plan, block);
    restaurants(book, plan, block);
    large(book, plan, block);
    if (block.hasFireStation)
      put(book, plan, block, {
        suffix: "fire",
        name: "Fire station",
        use: "fireStation",
        x: 96,
        y: 46,
        width: 30,
        depth: 18,
        height: 8,
        gross_m2: 1_000,
        people: 12,
        tap: [1, 0],
        freshAir_m3_s: 0.12,
        recovery_1: 0,
        loads: {
          electric_W: S.FIRE_STATION_W,
          acShare_1: 1,
          coolingCapacity_W: 60e3,
          electricProfile: "FLAT",
          water_m3_s: 12 * 150 * L_DAY,
          waterProfile: "W-COM",
          hotWater_W: 1_000,
          occupancyProfile: "FLAT",
        },
      });
  }
}
