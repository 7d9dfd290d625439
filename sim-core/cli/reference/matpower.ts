import { readMatpower } from "../../exchange/matpower";
import type { District } from "../../model/district";
import { issueText } from "../../model/issue";
import type { UtilitySolver } from "../../utilities/contract";
import { POWER } from "../../utilities/power";
import {
  type CaseResult,
  Comparison,
  failed,
  type ReferenceContext,
  type ReferenceFile,
  type ReferenceFormat,
} from "./format";

const RAD = Math.PI / 180;
/** Two Newton solvers below 1e-10 pu of mismatch agree to these (see the references' own notes). */
const VOLTAGE = 1e-8;
const ANGLE_DEG = 1e-6;
const FLOW_MVA = 1e-5;
const FLOW_SHARE = 1e-7;
const TIGHT = 1e-11;

interface Solution {
  readonly bus: { readonly id: number[]; readonly Vm: number[]; readonly Va: number[] };
  readonly branch: Readonly<Record<"Pf" | "Qf" | "Pt" | "Qt", number[]>>;
  readonly gen: { readonly status?: number[]; readonly Pg: number[]; readonly Qg: number[] };
}
interface Outages {
  readonly tol: number;
  readonly columns: readonly string[];
  readonly outages: readonly (readonly (number | string)[])[];
}

/** "case14.qlim.solution.json" is a question about case14. */
const caseOf = (file: ReferenceFile): string => file.stem.replace(/(\.qlim)?\.(solution|n1)\.json$/, "");
const inputs = (file: ReferenceFile): ReferenceFile[] =>
  [".m", ".case.json"].flatMap((end) => file.sibling(`${caseOf(file)}${end}`) ?? []);

function open(
  input: ReferenceFile,
  context: ReferenceContext,
  options: Record<string, number | boolean>,
): UtilitySolver {
  const { district, issues } = readMatpower(input.text(), input.stem);
  const first = issues.find((i) => i.severity === "error");
  if (!district) throw new Error(first ? issueText(first) : "no district");
  const power = { ...district.options.power, tolerance_1: TIGHT, ...options };
  const asked: District = { ...district, options: { ...district.options, power } };
  const opened = POWER.open(context.solvers, asked);
  const worst = opened.issues.find((i) => i.severity === "error");
  if (!opened.solver) throw new Error(worst ? issueText(worst) : "no solver");
  return opened.solver;
}

function compareSolution(name: string, solver: UtilitySolver, want: Solution): CaseResult {
  const outcome = solver.solve(0);
  if (!outcome.ok) return failed(name, outcome.hint);
  const c = new Comparison();
  const column = (rows: string, column: string) => solver.column(rows, column);
  const { bus, branch, gen } = want;
  bus.id.forEach((id, i) => {
    const row = solver.numbering.bus!.row(`bus ${id}`);
    c.add("voltage_1", `bus ${id}`, column("bus", "voltage_1")[row]!, bus.Vm[i]!, VOLTAGE, "pu");
    c.add("angle_rad", `bus ${id}`, column("bus", "angle_rad")[row]! / RAD, bus.Va[i]!, ANGLE_DEG, "deg");
  });
  const powers = (
    rows: string,
    ids: readonly string[],
    pairs: readonly (readonly [string, readonly number[], string])[],
  ) => {
    for (const [name, values, unit] of pairs) {
      const got = column(rows, name);
      values.forEach((value, i) => {
        c.add(name, ids[i]!, got[i]! / 1e6, value, FLOW_MVA + FLOW_SHARE * Math.abs(value), unit);
      });
    }
  };
  powers("branch", solver.numbering.branch!.ids, [
    ["powerFrom_W", branch.Pf, "MW"],
    ["reactiveFrom_var", branch.Qf, "Mvar"],
    ["powerTo_W", branch.Pt, "MW"],
    ["reactiveTo_var", branch.Qt, "Mvar"],
  ]);
  const isOn = (_: number, g: number) => gen.status === undefined || gen.status[g]! > 0;
  const ids = solver.numbering.source!.ids.filter((_, g) => isOn(0, g));
  if (ids.length === solver.numbering.source!.ids.length) {
    powers("source", ids, [
      ["power_W", gen.Pg, "MW"],
      ["reactive_var", gen.Qg, "Mvar"],
    ]);
  }
  return c.result(name);
}

/** Every outage by an edit of the base case: the pattern is kept, the base voltages are the start. */
function compareOutages(name: string, solver: UtilitySolver, want: Outages): CaseResult {
  const base = solver.solve(0);
  if (!base.ok) return failed(name, base.hint);
  const saved = solver.save();
  const c = new Comparison();
  const at = (row: readonly (number | string)[], column: string) => row[want.columns.indexOf(column)];
  const f64 = (rows: string, column: string) => solver.column(rows, column) as Float64Array;
  const sum = (values: Float64Array) => values.reduce((s, x) => s + x, 0);
  for (const row of want.outages) {
    const branch = Number(at(row, "branchIndex"));
    const id = solver.numbering.branch!.ids[branch]!;
    solver.restore(saved);
    solver.apply(id, "isClosed", "set", false);
    const outcome = solver.solve(0);
    const isSplit = outcome.report.notes.some((n) => n.code === "islandWithoutSource");
    c.add("splits the grid", id, isSplit ? 1 : 0, at(row, "state") === "islanded" ? 1 : 0, 0.5);
    if (at(row, "state") !== "ok") continue;
    if (!outcome.ok) {
      c.add("solved", id, 0, 1, 0.5);
      continue;
    }
    const voltage = f64("bus", "voltage_1");
    // the table has 9 decimals
    c.add(
      "vmin",
      id,
      voltage.reduce((s, x) => Math.min(s, x)),
      Number(at(row, "vmin")),
      VOLTAGE,
      "pu",
    );
    c.add(
      "vmax",
      id,
      voltage.reduce((s, x) => Math.max(s, x)),
      Number(at(row, "vmax")),
      VOLTAGE,
      "pu",
    );
    const loss_MW = (sum(f64("branch", "powerFrom_W")) + sum(f64("branch", "powerTo_W"))) / 1e6;
    const flow = (column: string, got: number) => {
      const value = Number(at(row, column));
      c.add(column, id, got, value, FLOW_MVA + FLOW_SHARE * Math.abs(value), "MW");
    };
    flow("totalLossMW", loss_MW);
    const slack = (solver.column("source", "role") as Int32Array).indexOf(2);
    flow("slackP_MW", f64("source", "power_W")[slack]! / 1e6);
    const [p, q] = [f64("branch", "powerFrom_W"), f64("branch", "reactiveFrom_var")];
    const [pt, qt] = [f64("branch", "powerTo_W"), f64("branch", "reactiveTo_var")];
    let largest = 0;
    for (let b = 0; b < p.length; b++) {
      largest = Math.max(largest, p[b]! * p[b]! + q[b]! * q[b]!, pt[b]! * pt[b]! + qt[b]! * qt[b]!);
    }
    flow("maxS_MVA", Math.sqrt(largest) / 1e6);
  }
  return c.result(name);
}

/** MATPOWER cases with solutions from MATPOWER itself; every form of the case that lies beside a solution is solved. */
export const matpower: ReferenceFormat = {
  name: "MATPOWER",
  matches: (file) => /\.(solution|n1)\.json$/.test(file.stem) && inputs(file).length > 0,
  isPart: (file) => /\.(m|case\.json)$/.test(file.stem),
  run(file, context) {
    const wanted = file.json();
    const isOutages = file.stem.endsWith(".n1.json");
    const isLimited = file.stem.endsWith(".qlim.solution.json");
    return inputs(file).map((input) => {
      const name = `${file.name} (${input.stem})`;
      try {
        const solver = open(input, context, isLimited ? { reactiveLimits: true } : {});
        return isOutages
          ? compareOutages(name, solver, wanted as Outages)
          : compareSolution(name, solver, wanted as Solution);
      } catch (error) {
        return failed(name, error instanceof Error ? error.message : String(error));
      }
    });
  },
};
