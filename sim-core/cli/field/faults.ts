import type { Change } from "../../model/change";
import type { District } from "../../model/district";
import { UsageError } from "../args";

/** A fault that the field has and nobody is told of: something out there changed, or an instrument lies. */
export interface HiddenFault {
  readonly name: string;
  /** Where it is. */
  readonly element: string;
  /** What changes in the plant; nothing for an instrument's own fault. */
  readonly fields: Change["fields"];
  readonly stuckTag?: string;
}

export const FAULTS: Readonly<Record<string, { meaning: string; make: (d: District) => HiddenFault }>> = {
  leak: {
    meaning: "a burst main behind the booster of the high zone: 8 L/s more leave the network at 10 m of pressure head",
    // emitter: flow at 1 m of pressure head
    make: () => ({ name: "leak", element: "WJ-BOOSTER-high-OUT", fields: { emitter_m3_s: 0.008 / Math.sqrt(10) } }),
  },
  "closed-valve": {
    meaning: "the outlet of the booster of the hill zone is shut",
    make: () => ({ name: "closed-valve", element: "WP-BOOSTER-hill-OUT", fields: { isOpen: false } }),
  },
  "stuck-sensor": {
    meaning: "the tower's level gauge goes on telling what it told last, and calls it good",
    make: () => ({ name: "stuck-sensor", element: "TOWER", fields: {}, stuckTag: "TOWER.level_m" }),
  },
  "wrong-tap": {
    meaning: "the tap of the substation at D1 is two steps (5 %) off what the records say",
    make: (district) => {
      const element = district.elements.find((e) => e.id === "TX-D1");
      const tap = typeof element?.fields.tap_1 === "number" ? element.fields.tap_1 : 1;
      return { name: "wrong-tap", element: "TX-D1", fields: { tap_1: tap + 0.05 } };
    },
  },
};

/** The faults that were asked for, held against the district: a typo must not play a healthy field. */
export function faultsNamed(names: readonly string[], district: District): HiddenFault[] {
  return names.map((name) => {
    const known = Object.hasOwn(FAULTS, name) ? FAULTS[name] : undefined;
    if (!known) throw new UsageError(`unknown fault "${name}"; known: ${Object.keys(FAULTS).join(", ")}`);
    const fault = known.make(district);
    if (!district.elements.some((e) => e.id === fault.element))
      throw new UsageError(`${name} is at ${fault.element}, which ${district.name} does not have`);
    return fault;
  });
}
