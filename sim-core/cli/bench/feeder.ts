import type { District } from "../../model/district";
import type { Element, FieldValue } from "../../model/element";
import { treePairs, uniform } from "./graphs";

/** A radial medium-voltage feeder in volts, ohms and watts: a tree of cables, a load at every node, 8 % deep at its
 *  worst; the same from the same seed. */
export function feederOf(nodes: number, seed: number): District {
  const random = uniform(seed);
  const elements: Element[] = [];
  const add = (id: string, kind: string, fields: Record<string, FieldValue>, connects: readonly string[]): void => {
    const relations = connects.map((to) => ({ type: "connects" as const, to }));
    elements.push({ id, kind, owner: "power", fields, relations });
  };
  for (let i = 0; i < nodes; i++) add(`B${i}`, "bus", { baseVoltage_V: 20e3, minVoltage_1: 0.9 }, []);
  add("GRID", "gridSupply", { voltage_1: 1.03 }, ["B0"]);
  for (const [up, i] of treePairs(nodes, seed)) {
    const length_m = 50 + 250 * random();
    const km = length_m / 1000;
    const fields = { resistance_ohm: 0.16 * km, reactance_ohm: 0.11 * km, susceptance_S: 8e-5 * km, rating_A: 320 };
    add(`L${i}`, "line", { ...fields, length_m }, [`B${up}`, `B${i}`]);
    const active_W = (9e6 / nodes) * (0.3 + 1.4 * random());
    add(`D${i}`, "powerLoad", { active_W, reactive_var: 0.3 * active_W }, [`B${i}`]);
  }
  return {
    format: "crosscurrent-district/1",
    id: "feeder",
    name: `Feeder of ${nodes} nodes`,
    origin: { latitude_deg: 0, longitude_deg: 0, elevation_m: 0 },
    utcOffsets: [],
    options: {},
    owners: [{ id: "power", name: "Power", utility: "power" }],
    elements,
    profiles: [],
    curves: [],
    tags: [],
    rules: [],
    limits: [],
  };
}
