import { issueText } from "../model/issue";
import type { WaterSchedule } from "../model/schedule";
import { STATUS as KERNEL } from "../solve/status";
import { compileWater } from "../utilities/water/compile";
import type { WaterNet } from "../utilities/water/net";
import type { WaterNetwork } from "../utilities/water/network";
import { diagnose, diagnosisLines } from "../utilities/water/studies/diagnose";
import { NotPlayed, played } from "../utilities/water/studies/played";
import { applyReallocation, reallocate } from "../utilities/water/studies/reallocate";
import { pressureZones } from "../utilities/water/studies/zones";
import { UsageError, VerbError } from "./args";
import { waterNamed } from "./network";
import { loadSolvers } from "./place";
import { defineVerb } from "./verb";

function networkAt(net: WaterNet, schedule: WaterSchedule | null, hour: number): WaterNetwork {
  try {
    return played(loadSolvers(), net, schedule, hour * 3600);
  } catch (error) {
    if (error instanceof NotPlayed) throw new VerbError(error.message);
    throw error;
  }
}

export const zones = defineVerb({
  name: "zones",
  summary: "pressure zones of a water network, who lies without water or pressure and why, and moves between zones",
  operands: [{ name: "network", meaning: "an EPANET .inp, a district's name or a district file" }],
  flags: {
    hour: { type: "number", meaning: "instant; 0 when left out", min: 0 },
    move: { type: "text", meaning: "junctions to move to another zone, separated by commas; with --to" },
    to: { type: "text", meaning: "a node of the zone they go to" },
    json: { type: "path", meaning: "write the answer here" },
  },
  details: `
A file is taken as its own run has it at that hour: statuses, levels and demands; a district at its start, with the
demands of that hour. Zones end at closed pipes and valves, pumps, check valves, and valves that hold a pressure.
JSON: { network, zones: [{ nodes: [...], demand_m3_s, least_m, most_m }], boundaries: [{ id, reason, from, to }],
diagnosis: { cutOff, negative }, move: { changes, opens, closes, pressures: [{ id, before_m, after_m }] } }; the Changes can stand in a scenario as they are.
  zones net.inp --move J12,J13 --to J40`,
  run({ operands: [typed], flags, terminal }) {
    if ((flags.move === undefined) !== (flags.to === undefined)) throw new UsageError("--move and --to go together");
    const { district, schedule } = waterNamed(typed!, terminal.path);
    const { net } = compileWater(district);
    if (!net) throw new VerbError(`${typed}: the network has errors; \`solve\` lists them`);
    const network = networkAt(net, schedule, flags.hour ?? 0);
    const result = network.solve();
    if (result.status !== KERNEL.OK)
      throw new VerbError(`no solution near ${net.nodes.ids[result.at] ?? "?"} after ${result.iterations} iterations`);
    const c = net.constants;
    const diagnosis = diagnose(network);
    const isDry = new Set(diagnosis.cutOff.flatMap((part) => part.nodes));
    const found = pressureZones(net, network.status);
    const list = Array.from({ length: found.count }, () => ({
      nodes: [] as string[],
      demand_m3_s: 0,
      least_m: Number.POSITIVE_INFINITY,
      most_m: Number.NEGATIVE_INFINITY,
    }));
    for (let i = 0; i < net.nodes.count; i++) {
      const zone = list[found.zoneOf[i]!]!;
      zone.nodes.push(net.nodes.ids[i]!);
      if (i >= net.junctionCount) continue;
      // A zone without a source has no pressure to speak of.
      const pressure_m = isDry.has(net.nodes.ids[i]!)
        ? Number.NaN
        : (network.head[i]! - net.elevation_k[i]!) / c.pressure_k;
      zone.demand_m3_s += network.fullDemand[i]! / c.flow_k;
      if (pressure_m < zone.least_m) zone.least_m = pressure_m;
      if (pressure_m > zone.most_m) zone.most_m = pressure_m;
    }
    const order = list.map((_, i) => i).sort((a, b) => list[b]!.nodes.length - list[a]!.nodes.length || a - b);
    terminal.out(`${found.count} pressure zones`);
    for (const i of order.slice(0, 20)) {
      const z = list[i]!;
      const range = Number.isFinite(z.least_m) ? `${z.least_m.toFixed(1)} to ${z.most_m.toFixed(1)} m` : "no pressure";
      terminal.out(
        `zone ${i}: ${z.nodes.length} nodes with ${z.nodes[0]}, ${(z.demand_m3_s * 1000).toFixed(1)} L/s, ${range}`,
      );
    }
    if (order.length > 20) terminal.out(`... ${order.length - 20} more; --json has them all`);
    const boundaries = found.boundaries.map((b) => ({ ...b, id: net.links.ids[b.link]! }));
    for (const b of boundaries.filter((b) => b.from !== b.to).slice(0, 20))
      terminal.out(`  ${b.id} (${b.reason}) from zone ${b.from} to zone ${b.to}`);
    for (const line of diagnosisLines(diagnosis)) terminal.note(line);

    let move: ReturnType<typeof reallocate> | undefined;
    let pressures: { id: string; before_m: number; after_m: number }[] | undefined;
    if (flags.move !== undefined) {
      const ids = flags.move.split(",");
      move = reallocate(net, ids, flags.to!, 0, found);
      for (const issue of move.issues) terminal.note(`${issue.severity}: ${issueText(issue)}`);
      if (move.issues.length === 0) {
        terminal.out(`open ${move.opens.join(", ")}; shut ${move.closes.join(", ") || "nothing"}`);
        const pressure_m = (id: string): number => {
          const row = net.nodes.row(id);
          return (network.head[row]! - net.elevation_k[row]!) / c.pressure_k;
        };
        const before = ids.map((id) => (isDry.has(id) ? Number.NaN : pressure_m(id)));
        applyReallocation(network, move);
        if (network.solve().status !== KERNEL.OK) throw new VerbError("no solution after the move");
        pressures = ids.map((id, i) => ({ id, before_m: before[i]!, after_m: pressure_m(id) }));
        for (const p of pressures)
          terminal.out(
            `${p.id}: ${Number.isNaN(p.before_m) ? "no water" : `${p.before_m.toFixed(1)} m`} before, ${p.after_m.toFixed(1)} m after`,
          );
        for (const line of diagnosisLines(diagnose(network))) terminal.note(`after the move: ${line}`);
      }
    }
    terminal.json(flags.json, {
      network: district.id,
      zones: list,
      boundaries: boundaries.map(({ id, reason, from, to }) => ({ id, reason, from, to })),
      diagnosis,
      ...(move && { move: { changes: move.changes, opens: move.opens, closes: move.closes, pressures } }),
    });
    return move && move.issues.length > 0 ? 1 : 0;
  },
});
