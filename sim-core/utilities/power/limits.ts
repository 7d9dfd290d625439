import type { Report } from "../../solve/outcome";
import { STATUS } from "../../solve/status";
import type { Grid } from "./bound";
import { ROLE } from "./compile";
import { islandOf } from "./islands";

/** A limit counts as passed beyond this, per unit: 5 var at 100 MVA. */
const SLACK_1 = 5e-8;

/**
 * Reactive limits: all sources beyond a limit are set to it at once and hold no voltage any more, nor does any other at
 * that bus; none returns within the solve. A reference that gives up its voltage keeps the power it gave, the first
 * voltage-holding bus of its island takes its place, and angles are turned back in the end so that its own stays.
 * Source: MATPOWER User's Manual, section "Enforcing generator reactive power limits" (option 1).
 */
export function enforceReactiveLimits(
  g: Grid,
  attempt: () => number,
): { readonly status: number; readonly notes: Report["notes"] } {
  const { base_VA, sourceBus } = g.net;
  const kept = [g.role, g.setPower, g.setReactive, g.setAngle].map((view) => ({ view, values: view.slice() }));
  const notes: Report["notes"][number][] = [];
  const turns: { readonly bus: number; readonly angle_rad: number }[] = [];
  const count = g.role.length;
  const isHolding = (s: number) => g.isOn[s] === 1 && g.role[s]! >= ROLE.voltage && g.isEnergised[sourceBus[s]!] === 1;
  let status: number = STATUS.OK;
  for (;;) {
    const beyond: number[] = [];
    for (let s = 0; s < count; s++) {
      if (!isHolding(s)) continue;
      const q = g.reactiveGiven[s]! / base_VA;
      if (q > g.limits[2 * s + 1]! + SLACK_1 || q < g.limits[2 * s]! - SLACK_1) beyond.push(s);
    }
    if (beyond.length === 0) break;
    const lostReferences: number[] = [];
    for (const s of beyond) {
      const isHigh = g.reactiveGiven[s]! / base_VA > g.limits[2 * s + 1]!;
      const limit_var = g.limits[isHigh ? 2 * s + 1 : 2 * s]! * base_VA;
      notes.push({ code: "reactiveLimit", at: g.net.sources.ids[s]!, value: limit_var });
      g.reactiveGiven[s] = limit_var;
    }
    for (const bus of new Set(beyond.map((s) => sourceBus[s]!))) {
      for (let s = 0; s < count; s++) {
        if (sourceBus[s] !== bus || !isHolding(s)) continue;
        if (g.role[s] === ROLE.reference && !lostReferences.includes(bus)) lostReferences.push(bus);
        g.role[s] = ROLE.power;
        g.setPower[s] = g.power[s]!;
        g.setReactive[s] = g.reactiveGiven[s]!;
      }
    }
    for (const bus of lostReferences) {
      const island = new Set(islandOf(g, bus, new Uint8Array(g.voltage.length)));
      const holders = [];
      for (let s = 0; s < count; s++) if (isHolding(s) && island.has(sourceBus[s]!)) holders.push(s);
      if (holders.some((s) => g.role[s] === ROLE.reference)) continue;
      const next = holders.sort((a, b) => sourceBus[a]! - sourceBus[b]! || a - b)[0];
      if (next === undefined) continue;
      g.role[next] = ROLE.reference;
      g.setAngle[next] = g.angle[sourceBus[next]!]!;
      turns.push({ bus, angle_rad: g.angle[bus]! });
    }
    status = attempt();
    if (status !== STATUS.OK) break;
  }
  if (status === STATUS.OK) {
    for (const { bus, angle_rad } of turns) {
      const turn = angle_rad - g.angle[bus]!;
      for (const i of islandOf(g, bus, new Uint8Array(g.voltage.length))) g.angle[i]! += turn;
    }
  }
  for (const { view, values } of kept) view.set(values as Float64Array & Int32Array);
  return { status, notes };
}
