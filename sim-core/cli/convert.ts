import { existsSync, writeFileSync } from "node:fs";
import { csvOf } from "../exchange/csv";
import { writeDistrict } from "../exchange/district/write";
import { geoJsonOf } from "../exchange/geojson/write";
import { documentOf } from "../exchange/inp/document";
import { readInp } from "../exchange/inp/read";
import { reportLines, reportOf } from "../exchange/inp/report";
import { coupledInp } from "../exchange/inp/scenario";
import { rewriteInp, writeInp } from "../exchange/inp/write";
import { isMatpowerName, readMatpowerCase, writeCaseFile, writeCaseJson } from "../exchange/matpower";
import { saveFile } from "../exchange/save";
import { hasErrors, issueText } from "../model/issue";
import { UsageError, VerbError } from "./args";
import { districtNamed } from "./districts";
import { EDIT_MEANING, edited } from "./edits";
import { loadSolvers } from "./place";
import { type NetworkAnswer, NetworkFile } from "./solve/format";
import { NETWORK_FORMATS } from "./solve/formats";
import { defineVerb } from "./verb";

type Step = NetworkAnswer["steps"][number];

/** Every instant of one table: `time_s, node, head_m, ...`. */
function tableCsv(steps: readonly Step[], name: string): string {
  const first = steps[0]?.tables.find((t) => t.name === name);
  if (!first) {
    const known = steps[0]?.tables.map((t) => t.name).join(", ") ?? "none";
    throw new UsageError(`--table ${name}: the answer has ${known}`);
  }
  function* rows(): Generator<(string | number)[]> {
    for (const { time_s, tables } of steps) {
      const table = tables.find((t) => t.name === name)!;
      for (let i = 0; i < table.ids.length; i++)
        yield [time_s, table.ids[i]!, ...table.columns.map((c) => c.values[i]!)];
    }
  }
  return csvOf(["time_s", name, ...first.columns.map((c) => c.name)], rows());
}

/** The last instant at or before `hour`; the last of all when left out. */
function stepAt(steps: readonly Step[], hour: number | undefined): Step | undefined {
  if (hour === undefined) return steps.at(-1);
  return steps.filter((s) => s.time_s <= hour * 3600 + 1e-6).at(-1);
}

export const convert = defineVerb({
  name: "convert",
  summary: "writes a network file as INP, district or MATPOWER, its results as CSV, or both on a map as GeoJSON",
  operands: [
    {
      name: "network file",
      meaning: "an EPANET .inp, a MATPOWER case or a district .json; for csv any file that solve takes",
    },
  ],
  flags: {
    as: {
      type: "text",
      meaning: "what to write",
      choices: ["inp", "district", "matpower", "case.json", "csv", "geojson"],
    },
    out: { type: "path", meaning: "write it here; stdout when left out" },
    set: { type: "texts", meaning: `inp: ${EDIT_MEANING}` },
    anew: { type: "switch", meaning: "inp: written from the model alone, without the file's comments and order" },
    table: { type: "text", meaning: "csv: which table, such as node or link; node when left out" },
    hour: { type: "number", meaning: "geojson: the instant; the last when left out", min: 0 },
    json: { type: "path", meaning: "write the import report here" },
  },
  details: `
inp writes the file with what --set changes in it: only the lines of changed elements are replaced; comments, order and
unknown sections stay. With --anew it is written from the model, in the file's own units; either way it reads back as
the same model to the last bit. The report of what was changed, defaulted or not used in reading goes to stderr.
matpower and case.json write a MATPOWER case with its unit statements carried out, to the last bit.
district writes an EPANET file as the district that run makes of it, its steps, controls and rules in it; --as inp
turns such a district file back into an EPANET file.
csv has a row for each instant and element: time_s, id, then a column for each quantity (unit in the name).
geojson has coordinates as in the file, fields in SI and the results of one instant.
JSON: { file, as, taken, errors, warnings, changed, defaulted, notUsed }
  convert net.inp --as inp --set P12.diameter_m=0.3 --out wider.inp
  convert district.json --as inp --out net.inp
  convert net.inp --as csv --table link --out flows.csv`,
  async run({ operands: [typed], flags, terminal }) {
    if (flags.as !== "inp" && (flags.set.length > 0 || flags.anew))
      throw new UsageError("--set and --anew belong to --as inp");
    if (flags.as === undefined) throw new UsageError("give --as inp, district, matpower, case.json, csv or geojson");
    const path = terminal.path(typed!);
    if (!existsSync(path)) throw new VerbError(`no such file: ${path}`);
    const file = new NetworkFile(path);
    const isInp = /\.inp$/i.test(file.fileName);
    if (flags.as === "inp" && /\.json$/i.test(file.fileName)) {
      const before = districtNamed(path, (p) => p);
      const { text, issues } = saveFile({ as: "inp", district: edited(before, flags.set) });
      for (const issue of issues) terminal.note(`${issue.severity}: ${issueText(issue)}`);
      terminal.json(flags.json, { file: file.fileName, as: flags.as, issues });
      if (hasErrors(issues)) return 1;
      if (flags.out === undefined) terminal.out(text.trimEnd());
      else writeFileSync(terminal.path(flags.out), text);
      return 0;
    }
    const format = NETWORK_FORMATS.find((f) => f.matches(file));
    if (!format) throw new VerbError(`${file.fileName}: unknown format`);
    if (flags.as === "matpower" || flags.as === "case.json") {
      if (!isMatpowerName(file.fileName))
        throw new VerbError(`${file.fileName}: only MATPOWER cases go to ${flags.as}`);
      const { found, issues } = readMatpowerCase(file.text(), file.fileName);
      const json = found && flags.as === "case.json" ? writeCaseJson(found) : null;
      for (const issue of [...issues, ...(json?.issues ?? [])]) terminal.note(`${issue.severity}: ${issueText(issue)}`);
      terminal.json(flags.json, { file: file.fileName, as: flags.as, issues });
      if (!found) return 1;
      const written = json?.text ?? writeCaseFile(found);
      if (flags.out === undefined) terminal.out(written.trimEnd());
      else writeFileSync(terminal.path(flags.out), written);
      return 0;
    }
    if (!isInp && flags.as !== "csv") throw new VerbError(`${file.fileName}: only EPANET files go to ${flags.as}`);
    const read = isInp ? readInp(file.text(), file.fileName) : null;
    if (read) {
      const report = reportOf(read);
      for (const line of reportLines(report)) terminal.note(line);
      terminal.json(flags.json, { file: file.fileName, as: flags.as, ...report });
      if (!read.district || !read.schedule) return 1;
    }
    let text: string;
    let isOk = true;
    if (flags.as === "inp") {
      const before = { district: read!.district!, schedule: read!.schedule! };
      const after = { ...before, district: edited(before.district, flags.set) };
      text = flags.anew ? writeInp(after) : rewriteInp(documentOf(file.text()), before, after);
    } else if (flags.as === "district") {
      text = writeDistrict(coupledInp({ district: read!.district!, schedule: read!.schedule! }).district);
    } else {
      const answer = await format.solve(file, { solvers: loadSolvers() });
      isOk = answer.ok;
      if (!isOk) terminal.note(`failed: ${answer.failure ?? "the file has errors"}`);
      if (flags.as === "csv") text = tableCsv(answer.steps, flags.table ?? "node");
      else {
        const step = stepAt(answer.steps, flags.hour);
        const values = new Map(
          (step?.tables ?? []).flatMap((t) =>
            t.ids.map((id, i) => [id, Object.fromEntries(t.columns.map((c) => [c.name, c.values[i]!]))] as const),
          ),
        );
        const map = geoJsonOf(read!.district!, values);
        if (map.withoutPlace > 0) terminal.note(`${map.withoutPlace} elements have no coordinates: geometry null`);
        text = map.text;
      }
    }
    if (flags.out === undefined) terminal.out(text.trimEnd());
    else writeFileSync(terminal.path(flags.out), text);
    return isOk ? 0 : 1;
  },
});
