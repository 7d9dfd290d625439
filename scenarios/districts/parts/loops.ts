import type { ElementId } from "../../../sim-core/model/element";
import * as S from "../harbourside/sizing";
import { at, type Book, buried, length_m } from "./book";
import { type BlockPlan, blockId, corner, cornerX_m, cornerY_m, type DistrictPlan, groundAt_m } from "./plan";

type Loop = "heat" | "cooling";
const OWNER = "heat";
const LAID = {
  heat: { mark: "H", offset_m: -6.5, depth_m: 1.0, apart_m: 0.6 },
  cooling: { mark: "C", offset_m: 8, depth_m: 1.3, apart_m: 0.8 },
} as const;

export interface LoopCustomer {
  readonly block: BlockPlan;
  readonly design_W: number;
}

export const consumerOf = (plan: DistrictPlan, loop: Loop, block: { column: number; row: number }): ElementId =>
  `${LAID[loop].mark}X-${corner(plan, block.column, block.row)}`;
export const plantOf = (plan: DistrictPlan, loop: Loop): ElementId =>
  `${plan.prefix}${loop === "heat" ? "HEAT-PLANT" : "COOLING-PLANT"}`;
export const loopZoneId = (plan: DistrictPlan, loop: Loop): ElementId => `ZONE-${plan.prefix}${loop}`;
const nodeId = (plan: DistrictPlan, loop: Loop, side: "S" | "R", key: string): ElementId =>
  `${LAID[loop].mark}${side}-${key.includes(".") ? corner(plan, ...(key.split(".").map(Number) as [number, number])) : `${plan.prefix}${key}`}`;

/** A block is served from the street on the side of the trunk. */
const serveRow = (block: BlockPlan, trunk: number): number => (block.row < trunk ? block.row + 1 : block.row);

interface Branch {
  readonly key: string;
  readonly column: number;
  readonly row: number;
  readonly parent: string;
  load_W: number;
}

/** A tree: trunk along one street from the plant, a branch up and down every column. Pipes are sized for the design
 *  load beyond them, times the diversity, at 100 Pa/m. */
export function buildLoop(book: Book, plan: DistrictPlan, loop: Loop, customers: readonly LoopCustomer[]): void {
  const laid = LAID[loop];
  const trunk = loop === "heat" ? plan.heatTrunkRow : plan.coolTrunkRow;
  const start = loop === "heat" ? plan.columns : plan.coolColumn;
  const plantPlace: [number, number] =
    loop === "heat"
      ? [cornerX_m(plan, plan.columns) + 60, cornerY_m(plan, trunk) + laid.offset_m]
      : [cornerX_m(plan, start) + laid.offset_m, cornerY_m(plan, 0) - 45];
  const spot = (column: number, row: number): [number, number] => [
    cornerX_m(plan, column) + laid.offset_m,
    cornerY_m(plan, row) + laid.offset_m,
  ];

  const branches = new Map<string, Branch>();
  const ensure = (column: number, row: number): Branch => {
    const key = `${column}.${row}`;
    const known = branches.get(key);
    if (known) return known;
    let parent = "PLANT";
    if (row !== trunk) parent = ensure(column, row > trunk ? row - 1 : row + 1).key;
    else if (column !== start) parent = ensure(column > start ? column - 1 : column + 1, row).key;
    const branch: Branch = { key, column, row, parent, load_W: 0 };
    branches.set(key, branch);
    return branch;
  };
  ensure(start, trunk);
  for (const customer of customers) {
    let at: Branch | undefined = ensure(customer.block.column, serveRow(customer.block, trunk));
    while (at) {
      at.load_W += customer.design_W;
      at = branches.get(at.parent);
    }
  }

  const side = { S: "supply", R: "return" } as const;
  const addNode = (key: string, elevation_m: number, place: readonly [number, number]) => {
    for (const s of ["S", "R"] as const)
      book.add(
        "heatJunction",
        nodeId(plan, loop, s, key),
        OWNER,
        { elevation_m, side: side[s], loop },
        {},
        {
          geometry: at(
            place[0] + (s === "R" ? laid.apart_m : 0),
            place[1] + (s === "R" ? laid.apart_m : 0),
            -laid.depth_m,
          ),
        },
      );
  };
  const plantRow = loop === "heat" ? trunk : 0;
  addNode("PLANT", groundAt_m(plan, start, plantRow), plantPlace);
  for (const branch of branches.values())
    addNode(branch.key, groundAt_m(plan, branch.column, branch.row), spot(branch.column, branch.row));

  for (const branch of branches.values()) {
    const parent = branches.get(branch.parent);
    const a = parent ? spot(parent.column, parent.row) : plantPlace;
    const b = spot(branch.column, branch.row);
    const load_W = branch.load_W * S.LOOP_DIVERSITY;
    const size =
      S.LOOP_PIPES.find((pipe) => (loop === "heat" ? pipe.heat_W : pipe.cold_W) >= load_W) ??
      S.LOOP_PIPES[S.LOOP_PIPES.length - 1]!;
    for (const s of ["S", "R"] as const) {
      const shift = s === "R" ? laid.apart_m : 0;
      const points: [number, number][] = [a, b].map(([px, py]) => [px + shift, py + shift]);
      if (a[0] !== b[0] && a[1] !== b[1]) points.splice(1, 0, [points[0]![0], points[1]![1]]);
      const geometry = buried(laid.depth_m, ...points);
      const [from, to] = s === "S" ? [branch.parent, branch.key] : [branch.key, branch.parent];
      const fields = {
        length_m: length_m(geometry.line),
        diameter_m: size.bore_m,
        outerDiameter_m: size.outer_m,
        roughness_m: S.LOOP_ROUGHNESS_M,
        loss_W_m_K: size.loss_W_m_K,
        minorLoss_1: 1.5,
        loop,
      };
      const id = `${laid.mark}P-${s}-${nodeId(plan, loop, s, branch.key).slice(3)}`;
      book.add(
        "heatPipe",
        id,
        OWNER,
        fields,
        { connects: [nodeId(plan, loop, s, from), nodeId(plan, loop, s, to)] },
        { geometry },
      );
    }
  }

  for (const { block, design_W } of customers) {
    const key = `${block.column}.${serveRow(block, trunk)}`;
    const id = consumerOf(plan, loop, block);
    const fields = {
      design_W: Math.round(design_W),
      ...(loop === "heat"
        ? { returnTemperature_K: S.HEAT_RETURN_K }
        : { temperatureDrop_K: S.COOL_RETURN_K - S.COOL_SUPPLY_K }),
      loop,
    };
    const place = spot(block.column, serveRow(block, trunk));
    const up = block.row < trunk ? -1 : 1;
    book.add(
      "heatConsumer",
      id,
      OWNER,
      fields,
      {
        connects: [nodeId(plan, loop, "S", key), nodeId(plan, loop, "R", key)],
        serves: [blockId(plan, block)],
        within: [loopZoneId(plan, loop)],
      },
      {
        name: `${loop === "heat" ? "Heat" : "Cooling"} station ${corner(plan, block.column, block.row)}`,
        geometry: at(place[0] + (loop === "heat" ? 24 : 12), place[1] + up * 22, 0),
      },
    );
  }

  // The ends of the branches keep warm (or cold) when nobody draws.
  const parents = new Set([...branches.values()].map((b) => b.parent));
  const ends = [...branches.values()].filter((b) => !parents.has(b.key));
  for (const end of ends) {
    const id = `${laid.mark}B-${corner(plan, end.column, end.row)}`;
    const place = spot(end.column, end.row);
    book.add(
      "heatBypass",
      id,
      OWNER,
      { flow_kg_s: S.BYPASS_KG_S[loop], loop },
      {
        connects: [nodeId(plan, loop, "S", end.key), nodeId(plan, loop, "R", end.key)],
      },
      { geometry: at(place[0] + 0.3, place[1] + 0.3, -laid.depth_m) },
    );
  }

  const isHeat = loop === "heat";
  const supply = nodeId(plan, loop, "S", "PLANT");
  book.add(
    "heatPlant",
    plantOf(plan, loop),
    OWNER,
    {
      supplySet_K: isHeat ? S.HEAT_SUPPLY_K : S.COOL_SUPPLY_K,
      lift_Pa: isHeat ? S.HEAT_LIFT_PA : S.COOL_LIFT_PA,
      returnPressure_Pa: isHeat ? S.HEAT_RETURN_PA : S.COOL_RETURN_PA,
      pumpEfficiency_1: 0.7,
      isAnchor: true,
      loop,
    },
    {
      connects: [nodeId(plan, loop, "R", "PLANT"), supply],
      serves: [loopZoneId(plan, loop)],
    },
    {
      name: isHeat ? "Heat plant" : "Cooling plant",
      geometry: {
        footprint: isHeat ? box(plantPlace, 0, 12, 40, 34) : box(plantPlace, -24, -36, 48, 34),
        base_m: 0,
        height_m: 12,
      },
    },
  );
  if (isHeat)
    book.limit(
      supply,
      "temperature_K",
      "below",
      S.HEAT_SUPPLY_K - 7,
      1,
      900,
      2,
      "Heat supply more than 7 K below its set point",
    );
  else
    book.limit(
      supply,
      "temperature_K",
      "above",
      S.COOL_SUPPLY_K + 3,
      0.5,
      900,
      2,
      "Chilled water more than 3 K above its set point",
    );
}

function box(place: readonly [number, number], dx: number, dy: number, w: number, d: number) {
  const [x, y] = [place[0] + dx, place[1] + dy];
  return [
    [x, y],
    [x + w, y],
    [x + w, y + d],
    [x, y + d],
  ] as const;
}
