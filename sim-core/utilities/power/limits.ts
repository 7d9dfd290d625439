import type { Report } from "../../solve/outcome";
import { STATUS } from "../../solve/status";
import type { Grid } from "./bound";
import { ROLE } from "./compile";
import { islandOf } from "./islands";

/** A limit counts as passed beyond this, per unit: 5 var at 100 MVA. */
const SLACK_1 = 5e-8;
/** A bus wants its voltage back when it stands on the far side of its set point by this. */
const RETURN_1 = 1e-7;
/** A bus that has been set free this often stays at its limit: two that swap for ever are both solutions of neither. */
const MOST_RETURNS = 3;

type Limited = { readonly isHigh: boolean; readonly roles: readonly (readonly [source: number, role: number])[] };

/**
 * Reactive limits. Rule "once": all sources beyond a limit are set to it at once and hold no voltage any more, nor does
 * any other at that bus; none returns within the solve. A reference that gives up its voltage keeps the power it gave,
 * the first voltage-holding bus of its island takes its place, and angles are turned back in the end so that its own
 * stays. Source: MATPOWER User's Manual, section "Enforcing generator reactive power limits" (option 1).
 * Rule "switchBack": the same, but a bus at its upper limit whose voltage stands above its set point, or at its lower
 * limit below it, holds its voltage again: in the end every source is at its set point or on the right side of it. A
 * reference that gave up does not return.
 */
export function enforceReactiveLimits(
  g: Grid,
  attempt: () => number,
): { readonly status: number; readonly notes: Report["notes"] } {
  const { base_VA, sourceBus } = g.net;
  const kept = [g.role, g.setPower, g.setReactive, g.setAngle].map((view) => ({ view, values: view.slice() }));
  const [, setPower, setReactive] = kept.map((k) => k.values);
  const notes: Report["notes"][number][] = [];
  const turns: { readonly bus: number; readonly angle_rad: number }[] = [];
  const limited = new Map<number, Limited>();
  const returns = new Map<number, number>();
  const count = g.role.length;
  const isHolding = (s: number) => g.isOn[s] === 1 && g.role[s]! >= ROLE.voltage && g.isEnergised[sourceBus[s]!] === 1;
  const isBeyond = (s: number): boolean => {
    const q = g.reactiveGiven[s]! / base_VA;
    return q > g.limits[2 * s + 1]! + SLACK_1 || q < g.limits[2 * s]! - SLACK_1;
  };
  const bind = (bus: number, isHigh: boolean, lostReferences: number[]): void => {
    const roles: [number, number][] = [];
    for (let s = 0; s < count; s++) {
      if (sourceBus[s] !== bus || !isHolding(s)) continue;
      if (g.role[s] === ROLE.reference && !lostReferences.includes(bus)) lostReferences.push(bus);
      roles.push([s, g.role[s]!]);
      g.role[s] = ROLE.power;
      g.setPower[s] = g.power[s]!;
      g.setReactive[s] = g.reactiveGiven[s]!;
    }
    limited.set(bus, { isHigh, roles });
  };
  /** Buses at a limit that could hold their voltage again. */
  const free = (): boolean => {
    let isAny = false;
    for (const [bus, { isHigh, roles }] of limited) {
      const wanted = g.setVoltage[roles[0]![0]]!;
      const over = g.voltage[bus]! - wanted;
      const times = returns.get(bus) ?? 0;
      const isReference = roles.some(([, role]) => role === ROLE.reference);
      if ((isHigh ? over : -over) <= RETURN_1 || times >= MOST_RETURNS || isReference) continue;
      returns.set(bus, times + 1);
      limited.delete(bus);
      for (const [s, role] of roles) {
        g.role[s] = role;
        g.setPower[s] = setPower![s]!;
        g.setReactive[s] = setReactive![s]!;
      }
      isAny = true;
    }
    return isAny;
  };

  let status: number = STATUS.OK;
  for (;;) {
    const beyond: number[] = [];
    for (let s = 0; s < count; s++) if (isHolding(s) && isBeyond(s)) beyond.push(s);
    const isFreed = g.net.reactiveLimits === "switchBack" && free();
    if (beyond.length === 0 && !isFreed) break;
    const lostReferences: number[] = [];
    const highAt = new Map<number, boolean>();
    for (const s of beyond) {
      const isHigh = g.reactiveGiven[s]! / base_VA > g.limits[2 * s + 1]!;
      g.reactiveGiven[s] = g.limits[isHigh ? 2 * s + 1 : 2 * s]! * base_VA;
      highAt.set(sourceBus[s]!, isHigh);
    }
    for (const [bus, isHigh] of highAt) bind(bus, isHigh, lostReferences);
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
    for (const { isHigh, roles } of limited.values()) {
      for (const [s] of roles) {
        const limit_var = g.limits[isHigh ? 2 * s + 1 : 2 * s]! * base_VA;
        if (Math.abs(g.reactiveGiven[s]! - limit_var) <= SLACK_1 * base_VA)
          notes.push({ code: "reactiveLimit", at: g.net.sources.ids[s]!, value: limit_var });
      }
    }
  }
  for (const { view, values } of kept) view.set(values as Float64Array & Int32Array);
  return { status, notes };
}
