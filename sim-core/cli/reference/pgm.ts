import {
  type Component,
  type Components,
  componentId,
  componentsOf,
  districtOfComponents,
  readComponents,
} from "../../exchange/pgm/read";
import { issueText } from "../../model/issue";
import { POWER } from "../../utilities/power";
import {
  type CaseResult,
  Comparison,
  failed,
  type ReferenceContext,
  type ReferenceFile,
  type ReferenceFormat,
  skipped,
} from "./format";

interface Parameters {
  readonly calculation_method: string | readonly string[];
  readonly rtol: number;
  readonly atol: number | Readonly<Record<string, number>>;
}

const BRANCHES = ["line", "link", "transformer", "generic_branch"];
/** Attributes of an output -> columns. */
const OF_BRANCH = { p_from: "powerFrom_W", q_from: "reactiveFrom_var", p_to: "powerTo_W", q_to: "reactiveTo_var" };
const OF_NODE = { u_pu: "voltage_1", u_angle: "angle_rad" };
const TIGHT = 1e-11;
const CIRCLE = 2 * Math.PI;

/** What a file says, scenario by scenario; one where it is no batch. */
function scenarios(file: ReferenceFile): Components[] {
  const { data, attributes } = file.json() as { data: unknown; attributes?: Record<string, string[]> };
  const list = (Array.isArray(data) ? data : [data]) as Record<string, unknown>[];
  return list.map((each) => {
    const { found, trouble } = componentsOf(each, attributes);
    if (!found) throw new Error(`${file.name}: ${trouble}`);
    return found;
  });
}

/** Each component with the attributes that a scenario gives it. */
function updated(all: Components, update: Components): Components {
  return Object.fromEntries(
    Object.entries(all).map(([kind, rows]) => {
      const changes = new Map((update[kind] ?? []).map((c) => [c.id, c]));
      return [kind, rows.map((c): Component => ({ ...c, ...changes.get(c.id) }))];
    }),
  );
}

function compare(
  c: Comparison,
  all: Components,
  want: Components,
  file: ReferenceFile,
  { rtol, atol }: Parameters,
  context: ReferenceContext,
): string | undefined {
  const { district, issues } = districtOfComponents(all, file.name);
  const wrong = issues.find((i) => i.severity === "error") ?? issues.find((i) => i.code === "notTakenOver");
  if (!district || wrong) return wrong ? issueText(wrong) : "not read";
  const power = { ...district.options.power, tolerance_1: TIGHT };
  const { solver, issues: found } = POWER.open(context.solvers, { ...district, options: { power } });
  if (!solver) return issueText(found.find((i) => i.severity === "error")!);
  const outcome = solver.solve(0);
  if (!outcome.ok) return outcome.hint;
  const absolute = (name: string): number =>
    typeof atol === "number" ? atol : (atol[name] ?? atol[name[0]!] ?? atol.default ?? 0);
  // a table in which every angle is 0 was made by a program that told none
  const hasAngles = (want.node ?? []).some((row) => row.u_angle !== 0);
  const check = (kind: string, rows: string, names: Readonly<Record<string, string>>): void => {
    for (const row of want[kind] ?? []) {
      const id = componentId(kind, row.id);
      for (const [name, column] of Object.entries(names)) {
        const value = row[name];
        if (typeof value !== "number" || (name === "u_angle" && !hasAngles)) continue;
        let got = Number(solver.column(rows, column)[solver.numbering[rows]!.row(id)]);
        // vector groups turn past half a circle
        if (name === "u_angle") got -= CIRCLE * Math.round((got - value) / CIRCLE);
        c.add(name, id, got, value, absolute(name) + rtol * Math.abs(value));
      }
    }
  };
  check("node", "bus", OF_NODE);
  for (const row of want.node ?? []) {
    if (typeof row.u !== "number") continue;
    const id = componentId("node", row.id);
    const bus = solver.numbering.bus!.row(id);
    const got_V = Number(solver.column("bus", "voltage_1")[bus]) * Number(solver.column("bus", "baseVoltage_V")[bus]);
    c.add("u", id, got_V, row.u, absolute("u") + rtol * Math.abs(row.u), "V");
  }
  for (const kind of BRANCHES) check(kind, "branch", OF_BRANCH);
  return undefined;
}

/** Symmetric power flow of power-grid-model's own cases; the unbalanced ones, estimation and short circuit are skipped. */
export const pgmReference: ReferenceFormat = {
  name: "power-grid-model, symmetric power flow",
  matches: (file) => file.stem === "params.json" && file.sibling("input.json") !== undefined,
  isPart: (file) => /^(input|update_batch|(sym|asym|sc)_output(_batch)?)\.json$/.test(file.stem),
  run(file, context): CaseResult[] {
    const name = file.name.replace(/\/?params\.json$/, "");
    const parameters = file.json() as Parameters;
    if (/state_estimation|short_circuit/.test(file.path))
      return [skipped(name, "not supported yet: state estimation and short circuit")];
    const [single, batch] = [file.sibling("sym_output.json"), file.sibling("sym_output_batch.json")];
    const results: CaseResult[] = [];
    if (file.sibling("asym_output.json") ?? file.sibling("asym_output_batch.json"))
      results.push(skipped(`${name} (asymmetric)`, "not supported yet: unbalanced power flow"));
    const input = readComponents(file.sibling("input.json")!.text(), file.name);
    if (!input.found) return [failed(name, issueText(input.issues[0]!))];
    const missing = ["three_winding_transformer", "transformer_tap_regulator", "asym_line"].find(
      (k) => input.found![k],
    );
    if ((single || batch) && missing) return [...results, skipped(name, `not supported yet: ${missing}`)];
    const all = input.found;
    const run = (label: string, cases: readonly (readonly [Components, Components])[]): void => {
      const c = new Comparison();
      for (const [given, want] of cases) {
        const trouble = compare(c, given, want, file, parameters, context);
        if (trouble) {
          results.push(failed(label, trouble));
          return;
        }
      }
      results.push(c.result(label));
    };
    if (single) run(name, [[all, scenarios(single)[0]!]]);
    if (batch) {
      const updates = scenarios(file.sibling("update_batch.json")!);
      const wanted = scenarios(batch);
      run(
        `${name} (batch)`,
        updates.map((update, k) => [updated(all, update), wanted[k]!] as const),
      );
    }
    return results;
  },
};
