import { MODE } from "../couple/device";
import type { Change } from "../model/change";
import type { FieldValue } from "../model/element";
import type { Issue } from "../model/issue";
import type { Run } from "./run";

/** Applies one Change field by field; what could not be taken comes back as Issues. */
export function applyChange(run: Run, change: Change): Issue[] {
  const issues: Issue[] = [];
  const { coupling } = run;
  if (change.op !== "set" && change.op !== "scale") {
    const want = "set or scale within a run";
    return [{ severity: "error", code: "cannotChangeInRun", element: change.target, got: change.op, want }];
  }
  const element = coupling.around.element(change.target);
  if (!element && !run.observations.isTag(change.target)) {
    const want = "the id of an element or a Tag";
    return [{ severity: "error", code: "unknownElement", field: "target", got: change.target, want }];
  }
  const utility = element && coupling.utilityOfKind.get(element.kind);
  for (const [field, value] of Object.entries(change.fields)) {
    const seen = run.observations.apply(change.target, field, value);
    if (seen !== undefined) {
      if (seen) issues.push(seen);
    } else if (utility) {
      const issue = coupling.solvers[utility]!.apply(change.target, field, change.op, value);
      if (issue) issues.push(issue);
      else {
        coupling.dirty[utility] = true;
        if (utility === "power" && /^is(Closed|Open|On|Faulted)$/.test(field)) coupling.isTopologyDirty = true;
      }
    } else {
      const issue = applyToDevice(run, change.target, field, change.op, value);
      if (issue) issues.push(issue);
    }
  }
  return issues;
}

/** Devices take `isOn`, `command_1` and `isInService`; those that store energy how much of it they hold. */
function applyToDevice(run: Run, target: string, field: string, op: "set" | "scale", value: FieldValue): Issue | null {
  const { table } = run.coupling;
  const row = table.numbering.device!.row(target);
  const bad = (want: string): Issue => {
    return { severity: "error", code: "cannotChangeInRun", element: target, field, got: String(value), want };
  };
  if (row < 0) return bad("a field that can change within a run; this element has none");
  if (field === "isOn" && op === "set") {
    if (typeof value !== "boolean") return bad("true or false");
    table.u8("device", "isOn")[row] = value ? 1 : 0;
    return null;
  }
  if (field === "isInService" && op === "set") {
    if (typeof value !== "boolean") return bad("true or false");
    table.i32("device", "mode")[row] = value ? MODE.off : MODE.outOfService;
    table.f64("device", "timer_s")[row] = Number.NaN;
    return null;
  }
  if (field === "command_1") {
    if (typeof value !== "number") return bad("a number");
    const command = table.f64("device", "command_1");
    command[row] = op === "set" ? value : command[row]! * value;
    return null;
  }
  if (field === "heldBy" && op === "set") {
    if (typeof value !== "number") return bad("a number");
    table.i32("device", "heldBy")[row] = value;
    return null;
  }
  const stored_J = table.f64("device", "stored_J");
  const isStore = !Number.isNaN(stored_J[row]!);
  if (field === "stored_J" && op === "set" && isStore) {
    if (typeof value !== "number" || !(value >= 0)) return bad("a number, 0 or more");
    stored_J[row] = value;
    return null;
  }
  return bad(isStore ? "isOn, isInService, command_1 or stored_J" : "isOn, isInService or command_1");
}
