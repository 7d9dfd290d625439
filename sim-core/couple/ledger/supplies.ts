import type { Element } from "../../model/element";
import { DEVICE_KINDS } from "../devices";

const SUPPLY_KINDS = ["gridSupply", "generator", "standby", "citySource", "reservoir"];

/** Where the district meets the world around: supplies of the networks, and plants that stand for somebody else's loop. */
export function suppliesOf(elements: readonly Element[]): string[] {
  const withSources = new Set<string>();
  for (const e of elements)
    if (e.kind in DEVICE_KINDS) for (const { type, to } of e.relations) if (type === "connects") withSources.add(to);
  return elements
    .filter((e) => SUPPLY_KINDS.includes(e.kind) || (e.kind === "heatPlant" && !withSources.has(e.id)))
    .map((e) => e.id);
}
