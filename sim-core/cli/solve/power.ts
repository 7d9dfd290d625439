import { isMatpowerName, readMatpower } from "../../exchange/matpower";
import { isPandapower, readPandapower } from "../../exchange/pandapower";
import { isPgm, readPgm } from "../../exchange/pgm";
import type { District } from "../../model/district";
import type { Issue } from "../../model/issue";
import { UsageError } from "../args";
import type { NetworkAnswer, NetworkFile, NetworkFormat, ResultTable, SolveOptions } from "./format";
import { solveSteady } from "./steady";

/** A file that holds a power grid, and nothing else. */
export interface PowerFile {
  readonly name: string;
  matches(file: NetworkFile): boolean;
  read(text: string, fileName: string): { readonly district: District | null; readonly issues: readonly Issue[] };
}

/** Asked in this order. */
export const POWER_FILES: readonly PowerFile[] = [
  { name: "MATPOWER .m and .case.json", matches: (file) => isMatpowerName(file.fileName), read: readMatpower },
  {
    name: "pandapower .json",
    matches: (file) => isPandapower(file.fileName, () => file.text()),
    read: readPandapower,
  },
  { name: "power-grid-model .json", matches: (file) => isPgm(file.fileName, () => file.text()), read: readPgm },
];

const OPTIONS = ["basePower_VA", "tolerance_1", "maxIterations", "reactiveLimits", "distributedSlack"];
export const POWER_OPTIONS =
  "tolerance_1=1e-9 (per unit of mismatch), maxIterations=30, reactiveLimits=once|switchBack, distributedSlack=true";

/** A district with options said on the command line. */
export function withOptions(district: District, options: SolveOptions): District {
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown) throw new UsageError(`--options: power has no "${unknown}"; it has ${OPTIONS.join(", ")}`);
  return { ...district, options: { ...district.options, power: { ...district.options.power, ...options } } };
}

/** `solve case.m`: a balanced power flow, with what one asks of it first. */
export const powerFormats: readonly NetworkFormat[] = POWER_FILES.map((format) => ({
  name: format.name,
  matches: format.matches,
  options: POWER_OPTIONS,
  solve: (file, { solvers, options = {} }) => {
    const read = format.read(file.text(), file.fileName);
    const district = read.district && withOptions(read.district, options);
    const answer = solveSteady({ utility: "power", district, issues: read.issues }, solvers, "1");
    return answer.ok ? { ...answer, facts: { ...answer.facts, ...factsOf(answer) } } : answer;
  },
}));

function factsOf(answer: NetworkAnswer): NetworkAnswer["facts"] {
  const tables = answer.steps.at(-1)!.tables;
  const table = (name: string): ResultTable => tables.find((t) => t.name === name)!;
  const column = (rows: string, name: string) => table(rows).columns.find((c) => c.name === name)!.values;
  const sum = (rows: string, name: string): number => Array.from(column(rows, name)).reduce((a, x) => a + x, 0);
  /** "bus 7 0.94": the row whose value is the least by `sign`; absent and dead ones are left out. */
  const extreme = (rows: string, name: string, sign: number): string => {
    const values = column(rows, name);
    let at = -1;
    for (let i = 0; i < values.length; i++) {
      if (Number.isNaN(values[i]!) || values[i] === 0) continue;
      if (at < 0 || sign * values[i]! < sign * values[at]!) at = i;
    }
    return at < 0 ? "none" : `${table(rows).ids[at]} ${values[at]!.toPrecision(6)}`;
  };
  return {
    generation_W: sum("source", "power_W"),
    load_W: sum("load", "served_W"),
    losses_W: sum("branch", "powerFrom_W") + sum("branch", "powerTo_W"),
    deadBuses: Array.from(column("bus", "isEnergised")).filter((x) => x === 0).length,
    lowestVoltage_1: extreme("bus", "voltage_1", 1),
    highestVoltage_1: extreme("bus", "voltage_1", -1),
    highestLoading_1: extreme("branch", "loading_1", -1),
  };
}
