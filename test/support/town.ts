import type { Curve, District, Rule } from "@/sim-core/model/district";
import type { Element } from "@/sim-core/model/element";
import type { Tag } from "@/sim-core/model/tag";
import { district, element } from "./district";

const CURVES: readonly Curve[] = [{ id: "HEAD", x: [0, 0.03, 0.06], y: [60, 50, 20], xUnit: "m3/s", yUnit: "m" }];
const TAGS: readonly Tag[] = [
  { id: "tower.level", element: "TOWER", quantity: "level_m", unit: "m", owner: "city", release: "own" },
];
const RULES: readonly Rule[] = [
  {
    id: "FILL",
    owner: "city",
    kind: "tankLevelPump",
    target: "PUMP",
    parameters: { levelTag: "tower.level", on_m: 2, off_m: 5.5 },
  },
];

/**
 * A town of one street: grid - A - switch - B; at B a pump that fills a tower from a lake, and homes that drink from
 * it; at A more homes, at both ends of a cable. Small enough to follow by hand, with water and power that meet.
 */
export function town(more: readonly Element[] = [], changed: Partial<District> = {}): District {
  const bus = { baseVoltage_V: 11_000 };
  const cable = { resistance_ohm: 0.2, reactance_ohm: 0.2, susceptance_S: 1e-5, rating_A: 300, length_m: 1000 };
  const home = { use: "dwelling", grossArea_m2: 20_000, people: 500, dwellings: 200, electric_W: 80e3, acShare_1: 0.5 };
  return district(
    [
      element("A", "bus", bus),
      element("B", "bus", bus, [], [{ type: "feeds", to: "PUMP" }]),
      element("GRID", "gridSupply", { voltage_1: 1.02 }, ["A"]),
      element("CABLE", "line", cable, ["A", "B"]),
      element("LAKE", "reservoir", { head_m: 0 }),
      element("J", "waterJunction", { elevation_m: 10 }),
      element("TOWER", "tank", { elevation_m: 35, initialLevel_m: 3, minLevel_m: 0.5, maxLevel_m: 6, diameter_m: 12 }),
      element("PUMP", "waterPump", { headCurve: "HEAD", efficiency_1: 0.7 }, ["LAKE", "J"]),
      element("RISER", "waterPipe", { length_m: 400, diameter_m: 0.25, roughness_1: 130 }, ["J", "TOWER"]),
      element("HOMES", "building", { ...home, water_m3_s: 1e-3 }, ["B", "J"]),
      element("OTHERS", "building", { ...home, water_m3_s: 1e-3 }, ["A", "J"]),
      ...more,
    ],
    { curves: CURVES, tags: TAGS, rules: RULES, ...changed },
  );
}
