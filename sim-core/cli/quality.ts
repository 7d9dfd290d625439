import { writeFileSync } from "node:fs";
import { compileWater } from "../utilities/water/compile";
import { QUALITY_DEFAULTS, type QualityQuestion, waterQuality } from "../utilities/water/studies/quality";
import { UsageError, VerbError } from "./args";
import { csvOf } from "./csv";
import { waterNamed } from "./network";
import { loadSolvers } from "./place";
import { defineVerb } from "./verb";

export const quality = defineVerb({
  name: "quality",
  summary: "age of the water at every node, or the share of it that comes from one source",
  operands: [{ name: "network", meaning: "an EPANET .inp" }],
  flags: {
    source: { type: "text", meaning: "trace the water of this node; age when left out" },
    step: { type: "number", meaning: "transport step in s; 300 when left out", min: 1, max: 3600 },
    csv: { type: "path", meaning: "write every instant and node here" },
    json: { type: "path", meaning: "write the answer here" },
  },
  details: `
Parcels in plug flow, completely mixed tanks, all water of age 0 (share 0) at the start. Age needs a run of some days
before the start is forgotten.
JSON: { network, kind, source, unit, times_s, node_ids, values: [[...]], most_parcels }`,
  run({ operands: [typed], flags, terminal }) {
    const { district, schedule } = waterNamed(typed!, terminal.path);
    if (!schedule) throw new VerbError(`${typed}: water quality needs the times of an .inp`);
    const { net } = compileWater(district);
    if (!net) throw new VerbError(`${typed}: the network has errors; \`solve\` lists them`);
    if (flags.source !== undefined && net.nodes.row(flags.source) < 0)
      throw new UsageError(`no node "${flags.source}" in ${typed}`);
    const question: QualityQuestion =
      flags.source === undefined ? { kind: "age" } : { kind: "trace", source: flags.source };
    const options = { ...QUALITY_DEFAULTS[question.kind], ...(flags.step !== undefined && { step_s: flags.step }) };
    const found = waterQuality(loadSolvers(), net, schedule, question, options);
    const unit = question.kind === "age" ? "s" : "1";
    const last = found.values.at(-1) ?? new Float64Array(0);
    const order = Array.from(last, (_, i) => i).sort((a, b) => last[b]! - last[a]! || a - b);
    terminal.out(`${question.kind === "age" ? "oldest" : "most of it"} at ${found.times_s.at(-1)} s:`);
    for (const i of order.slice(0, 20)) {
      const value = question.kind === "age" ? `${(last[i]! / 3600).toFixed(2)} h` : `${(100 * last[i]!).toFixed(2)} %`;
      terminal.out(`${net.nodes.ids[i]}  ${value}`);
    }
    if (found.failure !== "") terminal.note(`failed: ${found.failure}`);
    if (flags.csv !== undefined) {
      function* rows(): Generator<(string | number)[]> {
        for (const [t, time] of found.times_s.entries())
          for (let i = 0; i < net!.nodes.count; i++) yield [time, net!.nodes.ids[i]!, found.values[t]![i]!];
      }
      writeFileSync(
        terminal.path(flags.csv),
        csvOf(["time_s", "node", question.kind === "age" ? "age_s" : "share_1"], rows()),
      );
    }
    terminal.json(flags.json, {
      network: district.id,
      kind: question.kind,
      source: flags.source ?? "",
      unit,
      times_s: found.times_s,
      node_ids: net.nodes.ids,
      values: found.values.map((v) => Array.from(v)),
      most_parcels: found.mostParcels,
    });
    return found.failure === "" ? 0 : 1;
  },
});
