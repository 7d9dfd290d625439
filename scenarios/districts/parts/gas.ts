import type { ElementId } from "../../../sim-core/model/element";
import * as S from "../harbourside/sizing";
import { at, type Book, buried, length_m } from "./book";
import { corner, cornerX_m, cornerY_m, type DistrictPlan, groundAt_m } from "./plan";

const OWNER = "gas";
/** Medium pressure lies on the other side of the street and deeper than the mesh. */
const MESH = { offset_m: 2, depth_m: 0.8 } as const;
const RING = { offset_m: 3.5, depth_m: 1.0 } as const;

export const meshAt = (plan: DistrictPlan, column: number, row: number): ElementId => `GJ-${corner(plan, column, row)}`;
export const gasZoneId = (plan: DistrictPlan): ElementId => `ZONE-${plan.prefix}gas`;
export const mediumPressure = (plan: DistrictPlan, site: string): ElementId => `GM-${plan.prefix}${site}`;

function pipe(
  book: Book,
  id: string,
  from: string,
  to: string,
  od: number,
  depth_m: number,
  points: [number, number][],
) {
  const geometry = buried(depth_m, ...points);
  const fields = {
    length_m: length_m(geometry.line),
    diameter_m: S.GAS_BORE_M[od]!,
    roughness_m: S.GAS_ROUGHNESS_M,
    minorLoss_1: 0,
    isOpen: true,
  };
  book.add("gasPipe", id, OWNER, fields, { connects: [from, to] }, { geometry });
}

/** Node rows of the low-pressure mesh: the streets around the blocks that heat with gas. */
export function meshRows(plan: DistrictPlan): { first: number; last: number } | undefined {
  const rows = plan.blocks.filter((b) => b.heatBy === "gas").map((b) => b.row);
  if (rows.length === 0) return undefined;
  return { first: Math.min(...rows), last: Math.max(...rows) + 1 };
}

/** City gate and medium-pressure ring around the mesh, with the engines' and boilers' branch at the eastern end. */
export function buildGas(book: Book, plan: DistrictPlan): void {
  const rows = meshRows(plan) ?? { first: Math.max(plan.rows - 1, 0), last: plan.rows };
  const x = cornerX_m(plan, plan.columns);
  const ring = (column: number, row: number): [number, number] => [
    cornerX_m(plan, column) + RING.offset_m,
    cornerY_m(plan, row) + RING.offset_m,
  ];
  const node = (site: string, column: number, row: number, px: number, py: number) => {
    const id = mediumPressure(plan, site);
    book.add(
      "gasJunction",
      id,
      OWNER,
      { elevation_m: groundAt_m(plan, column, row) },
      {},
      {
        geometry: at(px, py, -RING.depth_m),
      },
    );
    book.limit(id, "pressure_Pa", "below", 0.5 * S.GATE_PA, 5_000, 300, 2, "Medium pressure below half of the gate's");
    return id;
  };
  const gate: [number, number] = [x + 110, cornerY_m(plan, rows.first) + RING.offset_m];
  const energy: [number, number] = [x + 90, cornerY_m(plan, plan.heatTrunkRow) + 30];
  node("GATE", plan.columns, rows.first, ...gate);
  book.add(
    "citySource",
    `${plan.prefix}CITY-GATE`,
    OWNER,
    { pressure_Pa: S.GATE_PA },
    {
      connects: [mediumPressure(plan, "GATE")],
      serves: [gasZoneId(plan)],
    },
    { name: "City gate", geometry: at(gate[0] + 4, gate[1] + 4, 1) },
  );
  node("ENERGY", plan.columns, plan.heatTrunkRow, ...energy);
  pipe(
    book,
    `GP-${plan.prefix}GATE-ENERGY`,
    mediumPressure(plan, "GATE"),
    mediumPressure(plan, "ENERGY"),
    250,
    RING.depth_m,
    [gate, [gate[0], energy[1]], energy],
  );
  // Nobody but the energy centre burns gas: the gate and its branch are all there is.
  if (!meshRows(plan)) return;
  const stops = [...new Set([plan.columns, Math.ceil(plan.columns / 2), 0])];
  let before = mediumPressure(plan, "GATE");
  let from: [number, number] = gate;
  const first = before;
  const legs: [string, number, number][] = [
    ...stops.map((c) => [`S${c}`, c, rows.first] as [string, number, number]),
    ...[...stops].reverse().map((c) => [`N${c}`, c, rows.last] as [string, number, number]),
  ];
  for (const [site, column, row] of legs) {
    const to = ring(column, row);
    const id = node(site, column, row, ...to);
    pipe(book, `GP-${before.slice(3)}-${plan.prefix}${site}`, before, id, 180, RING.depth_m, [from, to]);
    before = id;
    from = to;
  }
  pipe(book, `GP-${plan.prefix}RING-CLOSE`, before, first, 180, RING.depth_m, [
    from,
    [gate[0] + 3, from[1]],
    [gate[0] + 3, gate[1]],
    gate,
  ]);
  buildMesh(book, plan, rows, stops);
}

/** A pipe between the gates of two quarters: one may help the other. */
export function joinGas(book: Book, a: DistrictPlan, b: DistrictPlan): void {
  const gate = (plan: DistrictPlan): [number, number] => [
    cornerX_m(plan, plan.columns) + 110,
    cornerY_m(plan, (meshRows(plan) ?? { first: Math.max(plan.rows - 1, 0) }).first),
  ];
  const id = `GP-${a.prefix}${b.prefix}JOIN`;
  pipe(book, id, mediumPressure(a, "GATE"), mediumPressure(b, "GATE"), 180, RING.depth_m, [gate(a), gate(b)]);
}

function buildMesh(book: Book, plan: DistrictPlan, rows: { first: number; last: number }, stops: number[]): void {
  const spot = (column: number, row: number): [number, number] => [
    cornerX_m(plan, column) + MESH.offset_m,
    cornerY_m(plan, row) + MESH.offset_m,
  ];
  for (let row = rows.first; row <= rows.last; row++)
    for (let column = 0; column <= plan.columns; column++) {
      const id = meshAt(plan, column, row);
      const fields = { elevation_m: groundAt_m(plan, column, row) };
      book.add(
        "gasJunction",
        id,
        OWNER,
        fields,
        { within: [gasZoneId(plan)] },
        {
          geometry: at(...spot(column, row), -MESH.depth_m),
        },
      );
      book.limit(id, "pressure_Pa", "below", S.MESH_LOW_PA, 50, 300, 2, "Low-pressure mesh below 21 mbar");
    }
  for (let row = rows.first; row <= rows.last; row++)
    for (let column = 0; column <= plan.columns; column++) {
      // The street in the middle of the mesh is its spine.
      const od = row === rows.first || row === rows.last ? 180 : 125;
      for (const [c, r] of [
        [column + 1, row],
        [column, row + 1],
      ] as const) {
        if (c > plan.columns || r > rows.last) continue;
        const ends = [corner(plan, column, row), corner(plan, c, r)];
        pipe(book, `GP-${ends[0]}-${ends[1]}`, `GJ-${ends[0]}`, `GJ-${ends[1]}`, r === row ? od : 125, MESH.depth_m, [
          spot(column, row),
          spot(c, r),
        ]);
      }
    }
  // One regulator to 1,500-3,000 homes would do; three stand so that any one may fail.
  const places: [string, number, number][] = [
    [`S${stops[0]}`, plan.columns, rows.first],
    [`S0`, 0, rows.first],
    [`N${stops[1] ?? stops[0]}`, stops[1] ?? stops[0]!, rows.last],
  ];
  places.forEach(([site, column, row], k) => {
    const id = `${plan.prefix}REGULATOR-${k + 1}`;
    const fields = { setPressure_Pa: S.LOW_PRESSURE_PA, isOpen: true };
    const to = spot(column, row);
    book.add(
      "regulator",
      id,
      OWNER,
      fields,
      {
        connects: [mediumPressure(plan, site), meshAt(plan, column, row)],
        serves: [gasZoneId(plan)],
      },
      {
        name: `District regulator ${k + 1}`,
        geometry: {
          line: [
            [to[0] + 1.5, to[1] + 1.5, -RING.depth_m],
            [to[0], to[1], -MESH.depth_m],
          ],
        },
      },
    );
  });
}
