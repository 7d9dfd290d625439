import type { Change } from "../../../model/change";
import type { Issue } from "../../../model/issue";
import { KIND, type WaterNet } from "../net";
import type { WaterNetwork } from "../network";
import { type PressureZones, pressureZones } from "./zones";

export interface Reallocation {
  /** Empty where it cannot be done; `issues` says why. */
  readonly changes: readonly Change[];
  readonly opens: readonly string[];
  readonly closes: readonly string[];
  readonly issues: readonly Issue[];
}

/**
 * Moves junctions from their pressure zone to the zone of `to`: pipes to the rest of the old zone are shut, closed pipes
 * and valves towards the new one are opened, as Changes that a run, a branch or an operator takes. Pumps and valves
 * that hold a pressure are never opened: they would no longer do what they are for.
 */
export function reallocate(
  net: WaterNet,
  ids: readonly string[],
  to: string,
  at_s: number,
  zones: PressureZones = pressureZones(net),
): Reallocation {
  const issues: Issue[] = [];
  const refuse = (code: string, element: string, want: string, hint?: string): void => {
    issues.push({ severity: "error", code, element, want, ...(hint && { hint }) });
  };
  const moved = new Set<number>();
  for (const id of ids) {
    const row = net.nodes.row(id);
    if (row < 0 || row >= net.junctionCount) refuse("unknownNode", id, "the id of a junction");
    else moved.add(row);
  }
  const target = net.nodes.row(to);
  if (target < 0) refuse("unknownNode", to, "the id of a node in the other zone");
  if (issues.length > 0 || moved.size === 0) return { changes: [], opens: [], closes: [], issues };
  const zone = zones.zoneOf[target]!;
  for (const row of moved)
    if (zones.zoneOf[row] === zone)
      refuse("sameZone", net.nodes.ids[row]!, "a junction of another zone than the new one");

  if (issues.length > 0) return { changes: [], opens: [], closes: [], issues };

  const boundary = new Map(zones.boundaries.map((b) => [b.link, b.reason]));
  const opens: number[] = [];
  const closes: number[] = [];
  for (let k = 0; k < net.links.count; k++) {
    const [a, b] = [net.from[k]!, net.to[k]!];
    if (moved.has(a) === moved.has(b)) continue;
    const other = moved.has(a) ? b : a;
    const reason = boundary.get(k);
    if (zones.zoneOf[other] === zone) {
      if (reason === "closed") opens.push(k);
    } else if (reason === undefined) closes.push(k);
  }
  if (opens.length === 0)
    refuse("noWay", ids.join(", "), `a closed pipe or valve towards the zone of ${to}`, "choose junctions next to one");
  for (const k of closes)
    if (net.kind[k] === KIND.CHECK_PIPE) refuse("checkValve", net.links.ids[k]!, "a pipe that can be shut");
  if (issues.length > 0) return { changes: [], opens: [], closes: [], issues };
  const name = (k: number): string => net.links.ids[k]!;
  const change = (k: number, isOpen: boolean): Change => ({
    at_s,
    op: "set",
    target: name(k),
    fields: { status: isOpen ? "open" : "closed" },
    by: "water",
    why: `${ids.length === 1 ? ids[0] : `${ids.length} junctions`} to the zone of ${to}`,
  });
  return {
    // Opened before shut, at the same instant: nobody is without a way in between.
    changes: [...opens.map((k) => change(k, true)), ...closes.map((k) => change(k, false))],
    opens: opens.map(name),
    closes: closes.map(name),
    issues,
  };
}

/** Switches a solved network as the Changes say, for a look at what they would do. */
export function applyReallocation(network: WaterNetwork, { opens, closes }: Reallocation): void {
  const { links } = network.net;
  for (const id of opens) network.setStatus(links.row(id), true);
  for (const id of closes) network.setStatus(links.row(id), false);
}
