import type { FieldValue } from "../../model/element";
import type { Issue } from "../../model/issue";
import type { Grid } from "./bound";
import { BRANCH_NUMBERS } from "./branches";

/** One field of one element of a running grid. null when taken. */
export function applyPowerField(
  g: Grid,
  target: string,
  field: string,
  op: "set" | "scale",
  value: FieldValue,
): Issue | null {
  const refuse = (hint: string): Issue => ({
    severity: "error",
    code: "cannotChange",
    element: target,
    field,
    got: String(value),
    hint,
  });
  const flag = (view: Uint8Array, row: number): Issue | null => {
    if (op !== "set" || (typeof value !== "boolean" && value !== 0 && value !== 1))
      return refuse("set it to true or false");
    view[row] = value ? 1 : 0;
    return null;
  };
  const number = (view: Float64Array, row: number, least = Number.NEGATIVE_INFINITY): Issue | null => {
    const next = typeof value !== "number" ? Number.NaN : op === "scale" ? view[row]! * value : value;
    if (!Number.isFinite(next) || next < least)
      return refuse(`a finite number is wanted${least > -1e9 ? `, at least ${least}` : ""}`);
    view[row] = next;
    return null;
  };

  const branch = g.net.branches.row(target);
  if (branch >= 0) {
    if (field === "isClosed") return flag(g.isClosed, branch);
    const isIdeal = g.net.links.includes(branch);
    if (field === "isOpenFrom" && !isIdeal) return flag(g.isOpenFrom, branch);
    if (field === "isOpenTo" && !isIdeal) return flag(g.isOpenTo, branch);
    if (field === "isFaulted") return flag(g.kernel.column("branch", "isFaulted") as Uint8Array, branch);
    if (field === "tap_1") return number(g.tap, branch, 0.1);
    if (field === "rating_A") {
      const rating = g.kernel.column("branch", "rating_A") as Float64Array;
      const issue = number(rating, branch, 1e-9);
      const at = branch * BRANCH_NUMBERS;
      if (!issue) g.branchTable[at + 8] = rating[branch]! / g.branchTable[at + 9]!;
      return issue;
    }
    return refuse("a branch can change isClosed, isOpenFrom, isOpenTo, isFaulted, tap_1 and rating_A in a run");
  }
  const source = g.net.sources.row(target);
  if (source >= 0) {
    if (field === "isOn") return flag(g.isOn, source);
    if (field === "voltage_1") return number(g.setVoltage, source, 0.1);
    if (field === "setReactive_var") return number(g.setReactive, source);
    if (field === "setPower_W") {
      const issue = number(g.setPowerBase, source);
      if (!issue && !g.net.sourceProfiles[source]) g.setPower[source] = g.setPowerBase[source]!;
      return issue;
    }
    if (field === "minReactive_var" || field === "maxReactive_var") {
      const at = 2 * source + (field === "maxReactive_var" ? 1 : 0);
      const limit = Float64Array.of(g.limits[at]! * g.net.base_VA);
      const issue = number(limit, 0);
      if (!issue) g.limits[at] = limit[0]! / g.net.base_VA;
      return issue;
    }
    return refuse("a source can change isOn, voltage_1, setPower_W, setReactive_var and its reactive limits in a run");
  }
  const load = g.net.loads.row(target);
  if (load >= 0) {
    if (field === "isConnected") return flag(g.isConnected, load);
    if (field !== "active_W" && field !== "reactive_var") {
      return refuse("a load can change active_W, reactive_var and isConnected in a run");
    }
    const [base, live] = field === "active_W" ? [g.activeBase, g.active] : [g.reactiveBase, g.reactive];
    const issue = number(base, load);
    if (!issue && !g.net.loadProfiles[load]) live[load] = base[load]!;
    return issue;
  }
  const shunt = g.net.shunts.findIndex((s) => s.id === target);
  if (shunt >= 0) {
    if (field !== "isConnected") return refuse("a shunt can change isConnected in a run");
    const issue = flag(g.shuntOn, shunt);
    if (issue) return issue;
    const { bus } = g.net.shunts[shunt]!;
    g.shunt.fill(0, 2 * bus, 2 * bus + 2);
    g.net.shunts.forEach((s, k) => {
      if (s.bus !== bus || g.shuntOn[k] === 0) return;
      g.shunt[2 * bus]! += s.g;
      g.shunt[2 * bus + 1]! += s.b;
    });
    g.verbs.powerForget();
    return null;
  }
  return refuse("no power element with this id can change in a run");
}
