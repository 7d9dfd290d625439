import { readFileSync } from "node:fs";
import type { WaterSchedule } from "../model/schedule";
import { compileWater } from "../utilities/water/compile";
import type { WaterNet } from "../utilities/water/net";
import {
  endShutOffs,
  isolate,
  modelledShutOffs,
  type ShutOff,
  type ShutState,
  segments,
  startState,
  stateOf,
  switchedLinks,
} from "../utilities/water/studies/isolation";
import { NotPlayed, played } from "../utilities/water/studies/played";
import { nearest, UsageError, VerbError } from "./args";
import { waterNamed } from "./network";
import { loadSolvers } from "./place";
import { defineVerb } from "./verb";

/** `pipe,node` a line: a valve on a pipe, at that node's end; a line with a link alone is a valve as a whole. */
function valvesOf(text: string, file: string, net: WaterNet): ShutOff[] {
  const places: ShutOff[] = [];
  text.split(/\r?\n/).forEach((line, i) => {
    const words = line.split(/[,;\t]/).map((w) => w.trim());
    if (words[0] === "" || line.startsWith("#") || (i === 0 && net.links.row(words[0]!) < 0)) return;
    const link = net.links.row(words[0]!);
    const node = words[1] === undefined || words[1] === "" ? -1 : net.nodes.row(words[1]);
    if (link < 0) throw new VerbError(`${file}:${i + 1}: got link "${words[0]}", wanted the id of a link`);
    if (node < 0 && words[1] !== undefined && words[1] !== "")
      throw new VerbError(`${file}:${i + 1}: got node "${words[1]}", wanted the id of a node`);
    if (node >= 0 && net.from[link] !== node && net.to[link] !== node)
      throw new VerbError(`${file}:${i + 1}: ${words[1]} is no end of ${words[0]}`);
    places.push({ link, node });
  });
  return places;
}

export function linkRow(net: WaterNet, id: string): number {
  const row = net.links.row(id);
  if (row >= 0) return row;
  const renamed = net.links.row(`link:${id}`);
  if (renamed >= 0) return renamed;
  throw new UsageError(`no link "${id}"${net.links.count <= 50 ? nearest(id, net.links.ids) : ""}`);
}

function stateAt(net: WaterNet, schedule: WaterSchedule, hour: number): ShutState {
  try {
    return stateOf(played(loadSolvers(), net, schedule, hour * 3600));
  } catch (error) {
    if (error instanceof NotPlayed) throw new VerbError(error.message);
    throw error;
  }
}

export const trace = defineVerb({
  name: "trace",
  summary: "which valves shut a main, what lies dry behind them, and who loses water",
  operands: [
    { name: "network", meaning: "an EPANET .inp, a district's name or a district file" },
    { name: "main", meaning: "id of the pipe; all segments of the network when left out", optional: true },
  ],
  flags: {
    valves: {
      type: "path",
      meaning:
        "a CSV of pipe,node where valves sit; `ends`: at both ends of every pipe; those of the model when left out",
    },
    hour: { type: "number", meaning: "instant; 0 when left out", min: 0 },
    stuck: { type: "text", meaning: "valves that do not shut: ids, separated by commas" },
    json: { type: "path", meaning: "write the answer here" },
  },
  details: `
Valves of the model: valves, pumps, pipes that are shut at the start or that the file's controls and rules switch.
Who loses water, and what is shut already: as the file's own run has it at that hour, a district at its start.
JSON with a main: { network, main, segment: { nodes, links, length_m }, close: [{ id, at, isClosedAlready }],
  loses: [{ node, demand_m3_s, why: "inside" | "cutOff" }], demand_m3_s, hydrants, sources }; without: { network, segments }.
  trace net.inp P12 --valves ends --stuck P11 --hour 18`,
  run({ operands: [typed, main], flags, terminal }) {
    const { district, schedule } = waterNamed(typed!, terminal.path);
    const { net } = compileWater(district);
    if (!net) throw new VerbError(`${typed}: the network has errors; \`solve\` lists them`);
    const places =
      flags.valves === undefined
        ? modelledShutOffs(net, switchedLinks(schedule))
        : flags.valves === "ends"
          ? endShutOffs(net)
          : valvesOf(readFileSync(terminal.path(flags.valves), "utf8"), flags.valves, net);
    if (main === undefined) {
      const found = segments(net, places);
      terminal.out(`${found.length} segments between ${places.length} valves; the longest:`);
      for (const s of found.slice(0, 10))
        terminal.out(
          `${s.length_m.toFixed(0).padStart(8)} m  ${s.links.length} links, ${s.nodes.length} nodes, with ${s.links[0] ?? s.nodes[0]}`,
        );
      terminal.json(flags.json, { network: district.id, segments: found });
      return 0;
    }
    const stuck = new Set((flags.stuck ?? "").split(",").filter((id) => id !== ""));
    for (const id of stuck) linkRow(net, id);
    const state = schedule && flags.hour !== undefined ? stateAt(net, schedule, flags.hour) : startState(net);
    const found = isolate(district, net, linkRow(net, main), places, stuck, state);
    const open = found.close.filter((v) => !v.isClosedAlready);
    const name = (v: (typeof found.close)[number]): string => (v.at === null ? v.id : `${v.id} at ${v.at}`);
    const some = (list: readonly string[]): string =>
      `${list.slice(0, 20).join(", ")}${list.length > 20 ? ` and ${list.length - 20} more` : ""}` || "none";
    terminal.out(`shut ${open.length}: ${some(open.map(name))}`);
    const shut = found.close.filter((v) => v.isClosedAlready);
    if (shut.length > 0) terminal.out(`shut already: ${some(shut.map(name))}`);
    terminal.out(
      `segment: ${found.segment.links.length} links, ${found.segment.length_m.toFixed(0)} m, ${found.segment.nodes.length} nodes`,
    );
    const cut = found.loses.filter((l) => l.why === "cutOff");
    terminal.out(
      `${found.loses.length} nodes lose water, ${(found.demand_m3_s * 1000).toFixed(2)} L/s; fed only through it: ${some(cut.map((l) => l.node))}`,
    );
    if (found.hydrants.length > 0) terminal.out(`hydrants dry: ${some(found.hydrants)}`);
    if (found.sources.length > 0)
      terminal.note(`no valve parts ${some(found.sources)} from the main: it has to be shut down itself`);
    terminal.json(flags.json, { network: district.id, main, ...found });
    return 0;
  },
});
