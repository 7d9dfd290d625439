import type { ElementId } from "../../../sim-core/model/element";
import * as S from "../harbourside/sizing";
import { at, type Book, buried, length_m } from "./book";
import {
  blockId,
  corner,
  cornerX_m,
  cornerY_m,
  type DistrictPlan,
  groundAt_m,
  ZONE_KEYS,
  zoneId,
  zoneOfNodeRow,
} from "./plan";

const DEPTH_M = 1.2;
/** Beside the centre line of the street, so that the four networks lie next to one another. */
const OFFSET_M = -3;
const OWNER = "water";
const DAY_S = 86_400;
const HEAD_PA = 9_806.65;

const place = (plan: DistrictPlan, column: number, row: number): [number, number] => [
  cornerX_m(plan, column) + OFFSET_M,
  cornerY_m(plan, row) + OFFSET_M,
];

export const waterAt = (plan: DistrictPlan, column: number, row: number): ElementId =>
  `WJ-${corner(plan, column, row)}`;

/** Power of a pump's head curve: three points, shut-off, duty and run-out, falling as a parabola. */
function pumpCurve(book: Book, id: string, flow_m3_s: number, head_m: number): string {
  const shutOff_m = S.SHUT_OFF * head_m;
  const at15_m = shutOff_m - (shutOff_m - head_m) * 1.5 * 1.5;
  return book.curve({
    id,
    x: [0, flow_m3_s, 1.5 * flow_m3_s],
    y: [shutOff_m, head_m, Math.max(at15_m, 0.2 * head_m)],
    xUnit: "m3/s",
    yUnit: "m",
  });
}

function junction(
  book: Book,
  id: string,
  elevation_m: number,
  x: number,
  y: number,
  zone: string,
  leak_m3_s = 0,
): void {
  book.add(
    "waterJunction",
    id,
    OWNER,
    { elevation_m, baseDemand_m3_s: leak_m3_s },
    { within: [zone] },
    { geometry: at(x, y, -DEPTH_M) },
  );
}

function main(
  book: Book,
  id: string,
  from: string,
  to: string,
  dn: number,
  points: readonly (readonly [number, number])[],
  status: "open" | "closed" | "checkValve" = "open",
): void {
  const geometry = buried(DEPTH_M, ...points);
  const fields = {
    length_m: length_m(geometry.line),
    diameter_m: S.WATER_PIPE_M[dn]!,
    roughness_1: S.HAZEN_WILLIAMS_C,
    minorLoss_1: 0,
    status,
  };
  book.add("waterPipe", id, OWNER, fields, { connects: [from, to] }, { geometry });
}

/** Streets: one main in each, none across a zone boundary. */
function streets(book: Book, plan: DistrictPlan): void {
  const nodeCount = (plan.columns + 1) * (plan.rows + 1);
  const leak_m3_s = (S.LEAKAGE_M3_DAY * plan.scale) / DAY_S / nodeCount;
  for (let row = 0; row <= plan.rows; row++)
    for (let column = 0; column <= plan.columns; column++) {
      const [x, y] = place(plan, column, row);
      const zone = zoneId(plan, zoneOfNodeRow(plan, row));
      junction(book, waterAt(plan, column, row), groundAt_m(plan, column, row), x, y, zone, leak_m3_s);
    }
  const backbone = Math.min(1, plan.rows);
  for (let row = 0; row <= plan.rows; row++) {
    const zone = zoneOfNodeRow(plan, row);
    const isBackbone = row === backbone || (zone > 0 && row === plan.zoneRows[zone]);
    const dn = row === backbone ? 300 : isBackbone ? 200 : 150;
    for (let column = 0; column < plan.columns; column++) {
      const ends = [corner(plan, column, row), corner(plan, column + 1, row)];
      main(book, `WP-${ends[0]}-${ends[1]}`, `WJ-${ends[0]}`, `WJ-${ends[1]}`, dn, [
        place(plan, column, row),
        place(plan, column + 1, row),
      ]);
    }
  }
  for (let row = 0; row < plan.rows; row++) {
    if (zoneOfNodeRow(plan, row) !== zoneOfNodeRow(plan, row + 1)) continue;
    for (let column = 0; column <= plan.columns; column++) {
      // The columns that lead to a booster carry the zones above.
      const leads = plan.crossings.some((c, i) => c.booster === column && zoneOfNodeRow(plan, row) === i);
      const toTower = column === 0 && zoneOfNodeRow(plan, row) === 0;
      const ends = [corner(plan, column, row), corner(plan, column, row + 1)];
      main(
        book,
        `WP-${ends[0]}-${ends[1]}`,
        `WJ-${ends[0]}`,
        `WJ-${ends[1]}`,
        toTower && row >= backbone ? 300 : leads ? 250 : 150,
        [place(plan, column, row), place(plan, column, row + 1)],
      );
    }
  }
}

/** Intake, treatment, ground store, high-lift pumps at the harbour's eastern end; the tower on the western ridge. */
function worksAndTower(book: Book, plan: DistrictPlan): void {
  const p = plan.prefix;
  const zone = zoneId(plan, 0);
  const x = cornerX_m(plan, plan.columns);
  const y = cornerY_m(plan, 0);
  const scale = plan.scale;
  const flow = (q_m3_s: number) => q_m3_s * scale;
  const wide = (d_m: number) => d_m * Math.sqrt(scale);
  book.add(
    "reservoir",
    `${p}INTAKE`,
    OWNER,
    { head_m: 1 },
    {},
    {
      name: "Raw water intake",
      geometry: at(x - 20, y - 60),
    },
  );
  book.add(
    "tank",
    `${p}GROUND-STORE`,
    OWNER,
    {
      elevation_m: S.GROUND_STORE.bottom_m,
      initialLevel_m: S.GROUND_STORE.initial_m,
      minLevel_m: 0.3,
      maxLevel_m: S.GROUND_STORE.depth_m,
      diameter_m: wide(S.GROUND_STORE.diameter_m),
      canOverflow: false,
    },
    { within: [blockId(plan, worksBlock(plan))] },
    { name: "Clear water store", geometry: at(x - 45, y + 40) },
  );
  junction(book, `WJ-${p}WORKS`, 4, x - 25, y + 60, zone);
  // Raw water: no part of any zone.
  junction(book, `WJ-${p}TREATMENT`, 3, x - 60, y + 30, blockId(plan, worksBlock(plan)));
  const size = { diameter_m: wide(S.WATER_PIPE_M[300]!), roughness_1: S.HAZEN_WILLIAMS_C };
  const basins = buried(1, [x - 60, y + 30], [x - 45, y + 40]);
  book.add(
    "waterPipe",
    `WP-${p}TREATMENT`,
    OWNER,
    { length_m: 60, ...size, minorLoss_1: S.TREATMENT_ZETA, status: "open" },
    { connects: [`WJ-${p}TREATMENT`, `${p}GROUND-STORE`] },
    { name: "Treatment", geometry: basins },
  );
  const raw = pumpCurve(book, `RAW-${p}HEAD`, flow(S.RAW_PUMP.flow_m3_s), S.RAW_PUMP.head_m);
  for (let k = 1; k <= S.RAW_PUMP.count; k++) {
    const id = `${p}RAW-PUMP-${k}`;
    const fields = { headCurve: raw, speed_1: 1, efficiency_1: S.RAW_PUMP.efficiency_1, isOn: k === 1 };
    const links = { connects: [`${p}INTAKE`, `WJ-${p}TREATMENT`], within: [blockId(plan, worksBlock(plan))] };
    book.add("waterPump", id, OWNER, fields, links, {
      name: `Raw water pump ${k}`,
      geometry: at(x - 70 - 6 * k, y + 18),
    });
    const levelTag = book.tag(`${p}GROUND-STORE`, "level_m", "m", OWNER);
    const levels = k === 1 ? { on_m: 4.0, off_m: 4.8 } : { on_m: 3.2, off_m: 4.4 };
    book.rule("tankLevelPump", id, OWNER, { levelTag, ...levels });
  }
  const highLift = pumpCurve(book, `HIGH-LIFT-${p}HEAD`, flow(S.HIGH_LIFT.flow_m3_s), S.HIGH_LIFT.head_m);
  for (let k = 1; k <= S.HIGH_LIFT.count; k++) {
    const id = `${p}HIGH-LIFT-${k}`;
    const fields = { headCurve: highLift, speed_1: 1, efficiency_1: S.HIGH_LIFT.efficiency_1, isOn: k === 1 };
    const links = {
      connects: [`${p}GROUND-STORE`, `WJ-${p}WORKS`],
      serves: [zone],
      within: [blockId(plan, worksBlock(plan))],
    };
    book.add("waterPump", id, OWNER, fields, links, {
      name: `High-lift pump ${k}`,
      geometry: at(x - 40 + 6 * k, y + 70),
    });
    const levelTag = book.tag(`${p}TOWER`, "level_m", "m", OWNER);
    // The lead pump keeps the tower high at night and is helped by the next when the day draws it down.
    const levels: Readonly<Record<string, number>> = [
      { on_m: 4.0, off_m: 5.6, nightOn_m: 5.0, nightOff_m: 5.8 },
      { on_m: 3.4, off_m: 5.0, nightOn_m: 4.2, nightOff_m: 5.5 },
      { on_m: 2.6, off_m: 4.2 },
    ][k - 1]!;
    book.rule("tankLevelPump", id, OWNER, { levelTag, ...levels });
  }
  const entry = Math.min(1, plan.rows);
  main(book, `WP-${p}WORKS`, `WJ-${p}WORKS`, waterAt(plan, plan.columns, entry), 400, [
    [x - 25, y + 60],
    place(plan, plan.columns, entry),
  ]);
  const top = (plan.zoneRows[1] ?? plan.rows + 1) - 1;
  const towerY = cornerY_m(plan, top) + 0.5 * plan.pitchY_m;
  book.add(
    "tank",
    `${p}TOWER`,
    OWNER,
    {
      elevation_m: S.TOWER.bottom_m,
      initialLevel_m: S.TOWER.initial_m,
      minLevel_m: 0.2,
      maxLevel_m: S.TOWER.swing_m,
      diameter_m: wide(S.TOWER.diameter_m),
      canOverflow: false,
    },
    { serves: [zone] },
    { name: "Ridge tower", geometry: at(cornerX_m(plan, 0) - 60, towerY) },
  );
  main(book, `WP-${p}TOWER`, waterAt(plan, 0, top), `${p}TOWER`, 300, [
    place(plan, 0, top),
    [cornerX_m(plan, 0) - 60, towerY],
  ]);
  book.limit(`${p}TOWER`, "level_m", "below", S.TOWER.alarm_m, 0.2, 300, 2, "Tower below its fire reserve");
  const low = S.GROUND_STORE.alarm_m;
  book.limit(`${p}GROUND-STORE`, "level_m", "below", low, 0.2, 300, 2, "Clear water store below its reserve");
}

export const worksBlock = (plan: DistrictPlan) => plan.blocks.find((b) => b.character === "works") ?? plan.blocks[0]!;

/** Booster with bypass check valve, regulating valve back down, and a closed cross-connection. */
function crossings(book: Book, plan: DistrictPlan): void {
  plan.crossings.forEach((crossing, below) => {
    const p = plan.prefix;
    const key = ZONE_KEYS[below + 1]!;
    const upperRow = plan.zoneRows[below + 1]!;
    const size = below === 0 ? S.BOOSTER_HIGH : S.BOOSTER_HILL;
    const [x, yLow] = place(plan, crossing.booster, upperRow - 1);
    const [, yUp] = place(plan, crossing.booster, upperRow);
    const mid = 0.5 * (yLow + yUp);
    const ground =
      0.5 * (groundAt_m(plan, crossing.booster, upperRow - 1) + groundAt_m(plan, crossing.booster, upperRow));
    const inlet = `WJ-${p}BOOSTER-${key}-IN`;
    const outlet = `WJ-${p}BOOSTER-${key}-OUT`;
    junction(book, inlet, ground, x, mid - 8, zoneId(plan, below));
    junction(book, outlet, ground, x, mid + 8, zoneId(plan, below + 1));
    const dn = below === 0 ? 250 : 200;
    main(book, `WP-${p}BOOSTER-${key}-IN`, waterAt(plan, crossing.booster, upperRow - 1), inlet, dn, [
      [x, yLow],
      [x, mid - 8],
    ]);
    main(book, `WP-${p}BOOSTER-${key}-OUT`, outlet, waterAt(plan, crossing.booster, upperRow), dn, [
      [x, mid + 8],
      [x, yUp],
    ]);
    // When the pumps stand still the lower zone pushes through: less pressure, not none.
    main(
      book,
      `WP-${p}BOOSTER-${key}-BYPASS`,
      inlet,
      outlet,
      dn,
      [
        [x, mid - 8],
        [x - 6, mid],
        [x, mid + 8],
      ],
      "checkValve",
    );
    const curve = pumpCurve(book, `BOOSTER-${p}${key}-HEAD`, size.flow_m3_s * plan.scale, size.head_m);
    for (const unit of ["A", "B"]) {
      const id = `${p}BOOSTER-${key}-${unit}`;
      const fields = { headCurve: curve, speed_1: 0.75, efficiency_1: size.efficiency_1, isOn: unit === "A" };
      book.add(
        "waterPump",
        id,
        OWNER,
        fields,
        { connects: [inlet, outlet], serves: [zoneId(plan, below + 1)] },
        {
          name: `Booster ${below + 1}${unit} to the ${key} zone`,
          geometry: at(x + (unit === "A" ? 2 : 6), mid),
        },
      );
      if (unit === "A")
        book.rule("boosterPressure", id, OWNER, {
          deliveryTag: book.tag(outlet, "pressure_Pa", "Pa", OWNER),
          suctionTag: book.tag(inlet, "pressure_Pa", "Pa", OWNER),
          set_Pa: Math.round(((size.line_m - ground) * HEAD_PA) / 1000) * 1000,
        });
    }
    const valveId = `${p}PRV-${key}`;
    const lowNode = waterAt(plan, crossing.valve, upperRow - 1);
    // 8 m below what the lower zone has in ordinary service: shut until that zone is in need.
    const lowLine_m = below === 0 ? S.TOWER.bottom_m + 3 : S.BOOSTER_HIGH.line_m;
    const setting_m = Math.round(lowLine_m - groundAt_m(plan, crossing.valve, upperRow - 1) - 8);
    book.add(
      "waterValve",
      valveId,
      OWNER,
      { valveType: "PRV", diameter_m: S.WATER_PIPE_M[150]!, setting_m, minorLoss_1: 2 },
      { connects: [waterAt(plan, crossing.valve, upperRow), lowNode], serves: [zoneId(plan, below)] },
      {
        name: `Regulating valve ${key} to ${ZONE_KEYS[below]}`,
        geometry: buried(DEPTH_M, place(plan, crossing.valve, upperRow), place(plan, crossing.valve, upperRow - 1)),
      },
    );
    const closed = [corner(plan, crossing.closed, upperRow - 1), corner(plan, crossing.closed, upperRow)];
    main(
      book,
      `WP-${closed[0]}-${closed[1]}`,
      `WJ-${closed[0]}`,
      `WJ-${closed[1]}`,
      150,
      [place(plan, crossing.closed, upperRow - 1), place(plan, crossing.closed, upperRow)],
      "closed",
    );
  });
}

function hydrants(book: Book, plan: DistrictPlan): void {
  for (let row = 0; row <= plan.rows; row++)
    for (let column = 0; column <= plan.columns; column++) {
      const zone = zoneOfNodeRow(plan, row);
      const guarded = plan.blocks.filter(
        (b) =>
          (b.column === column || b.column === column - 1) &&
          (b.row === row || b.row === row - 1) &&
          zoneOfNodeRow(plan, b.row) === zone,
      );
      const isCore = guarded.some((b) => b.character === "core" || b.character === "hospital");
      const [x, y] = place(plan, column, row);
      book.add(
        "hydrant",
        `HY-${corner(plan, column, row)}`,
        OWNER,
        { fireFlowNeed_m3_s: isCore ? S.FIRE_FLOW_M3_S.core : S.FIRE_FLOW_M3_S.other },
        { connects: [waterAt(plan, column, row)], protects: guarded.map((b) => blockId(plan, b)) },
        { geometry: at(x - 4, y - 4) },
      );
    }
}

export function buildWater(book: Book, plan: DistrictPlan): void {
  streets(book, plan);
  worksAndTower(book, plan);
  crossings(book, plan);
  if (plan.hasHydrants) hydrants(book, plan);
}

/** A main between the low zones of two quarters, along their backbones. */
export function joinWater(book: Book, a: DistrictPlan, b: DistrictPlan): void {
  const row = (plan: DistrictPlan) => Math.min(1, plan.rows);
  const from = [a.columns, row(a)] as const;
  const to = [0, row(b)] as const;
  const points = [place(a, ...from), place(b, ...to)];
  main(book, `WP-${a.prefix}${b.prefix}JOIN`, waterAt(a, ...from), waterAt(b, ...to), 200, points);
}

/** Limits at every street corner: advisory below 20 psi, low service below 40 psi. */
export function waterLimits(book: Book, plan: DistrictPlan): void {
  for (let row = 0; row <= plan.rows; row++)
    for (let column = 0; column <= plan.columns; column++) {
      const id = waterAt(plan, column, row);
      book.limit(
        id,
        "pressure_Pa",
        "below",
        S.NORMAL_LOW_PA,
        5_000,
        600,
        3,
        "Pressure below ordinary service (40 psi)",
      );
      book.limit(id, "pressure_Pa", "below", S.ADVISORY_PA, 5_000, 300, 1, "Pressure below 20 psi: water not safe");
    }
}
