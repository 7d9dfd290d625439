import { readFileSync } from "node:fs";
import { compileWater } from "../utilities/water/compile";
import type { WaterNet } from "../utilities/water/net";
import { type AreaPractice, type MeteredArea, meterAreas, zoneAreas } from "../utilities/water/studies/metered";
import { VerbError } from "./args";
import { waterNamed } from "./network";
import { loadSolvers } from "./place";
import { defineVerb } from "./verb";

/** `node,area` a line; the first may be a head. */
function areasOf(text: string, file: string, net: WaterNet): MeteredArea[] {
  const areas = new Map<string, number[]>();
  text.split(/\r?\n/).forEach((line, i) => {
    const [id, area] = line.split(/[,;\t]/).map((w) => w.trim());
    if (!id || line.startsWith("#")) return;
    const row = net.nodes.row(id);
    if (row < 0 && i === 0) return;
    if (row < 0 || !area)
      throw new VerbError(`${file}:${i + 1}: got "${line}", wanted node,area with the id of a node`);
    const list = areas.get(area) ?? [];
    areas.set(area, list);
    list.push(row);
  });
  return [...areas].map(([id, nodes]) => ({ id, nodes }));
}

export const areas = defineVerb({
  name: "areas",
  summary: "metered areas: inflow, minimum night flow, IWA balance, litres per connection and day, leakage index",
  operands: [{ name: "network", meaning: "an EPANET .inp" }],
  flags: {
    areas: { type: "path", meaning: "a CSV of node,area; pressure zones when left out" },
    connections: {
      type: "integer",
      meaning: "service connections of each area; its demand nodes when left out",
      min: 1,
    },
    service: { type: "number", meaning: "private pipe of each area in m, main to meter; 0 when left out", min: 0 },
    json: { type: "path", meaning: "write the answer here" },
  },
  details: `
Losses are what the model leaks: emitters and pipe leakage. UARL = (18 Lm + 0.8 Nc + 25 Lp) P litres a day.
JSON: { network, areas: [{ id, inlets, duration_s, inflow_m3, fromStorage_m3, consumption_m3, losses_m3, closure_1,
nightFlow_m3_s, nightAt_s, nightConsumption_m3_s, meanPressure_m, connections, mains_m, losses_L_connection_day,
uarl_L_day, ili, band }] }; what the run cannot tell (no night, no losses) is null or "".`,
  run({ operands: [typed], flags, terminal }) {
    const { district, schedule } = waterNamed(typed!, terminal.path);
    if (!schedule) throw new VerbError(`${typed}: metered areas need the times of an .inp`);
    const { net } = compileWater(district);
    if (!net) throw new VerbError(`${typed}: the network has errors; \`solve\` lists them`);
    const list =
      flags.areas === undefined
        ? zoneAreas(net)
        : areasOf(readFileSync(terminal.path(flags.areas), "utf8"), flags.areas, net);
    const practice: AreaPractice = {
      ...(flags.connections !== undefined && { connections: flags.connections }),
      ...(flags.service !== undefined && { servicePipe_m: flags.service }),
    };
    const { areas: found, failure } = meterAreas(loadSolvers(), net, schedule, list, () => practice);
    for (const a of found) {
      const night = Number.isNaN(a.nightFlow_m3_s)
        ? "no night in the run"
        : `${(a.nightFlow_m3_s * 1000).toFixed(2)} L/s at night`;
      const index =
        a.band === ""
          ? ""
          : `, ${a.losses_L_connection_day.toFixed(0)} L/connection/day, ILI ${a.ili.toFixed(2)} (${a.band})`;
      terminal.out(
        `${a.id}: in ${a.inflow_m3.toFixed(1)} m3, used ${a.consumption_m3.toFixed(1)}, lost ${a.losses_m3.toFixed(1)}, ${night}, mean ${a.meanPressure_m.toFixed(1)} m${index}`,
      );
    }
    if (failure !== "") terminal.note(`failed: ${failure}`);
    terminal.json(flags.json, { network: district.id, areas: found });
    return failure === "" ? 0 : 1;
  },
});
