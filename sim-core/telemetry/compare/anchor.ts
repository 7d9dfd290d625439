import type { Change } from "../../model/change";
import type { District } from "../../model/district";
import type { FieldValue } from "../../model/element";
import type { FieldSpec } from "../../model/schema";
import type { Observed } from "../../model/tag";
import { changeableFields } from "../../utilities/changeable";

/**
 * Quantities that a network carries from one instant to the next, and settings that somebody gave it. What is solved for
 * (flows, pressures, voltages) is never put in: it is what the twin is held against, and a fault shows in nothing else.
 * Nor is a state guessed from one: a main without flow may be shut, or empty, or its meter stuck.
 */
const STATES: readonly string[] = ["level_m", "stored_J", "status", "isOpen", "isClosed", "isOn", "isConnected"];
const SETTINGS: readonly string[] = [
  ...["setting_m", "setting_m3_s", "setting_1", "setPressure_Pa", "supplySet_K", "tap_1", "speed_1", "ratio_1"],
];

/** A Tag that says something which a run can begin with. */
export interface Start {
  readonly tag: string;
  readonly element: string;
  readonly owner: string;
  readonly field: string;
  readonly spec: FieldSpec;
}

/** The district's Tags of states and settings, in their order. */
export function startsOf(district: District): Start[] {
  const elements = new Map(district.elements.map((e) => [e.id, e]));
  return district.tags.flatMap(({ id: tag, element: target, quantity: field, owner }) => {
    const element = elements.get(target);
    if (!element || !(STATES.includes(field) || SETTINGS.includes(field))) return [];
    const spec = changeableFields(element).find((f) => f.name === field);
    return spec ? [{ tag, element: target, owner, field, spec }] : [];
  });
}

/** A measured number as a field takes it: a switch's 0 and 1 as its words; null when it is out of the field's range. */
export function fieldValue(spec: FieldSpec, value: number): FieldValue | null {
  if (!Number.isFinite(value)) return null;
  if (spec.type === "boolean") return value >= 0.5;
  if (spec.options?.includes("open")) return value >= 0.5 ? "open" : "closed";
  if (spec.type !== "number") return null;
  const [least, most] = spec.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return value < least || value > most ? null : value;
}

export interface Anchor {
  /** States and settings of the field, as Changes at the instant. */
  readonly changes: readonly Change[];
  readonly taken: readonly string[];
  /** Tags of states that said nothing good: there the twin keeps what it has itself. */
  readonly left: readonly { readonly tag: string; readonly why: string }[];
}

/** What the twin is given at an instant of the run, from what the field says then: good values, nothing else. */
export function anchorAt(district: District, at_s: number, seen: (tag: string) => Observed | undefined): Anchor {
  const [changes, taken, left]: [Change[], string[], { tag: string; why: string }[]] = [[], [], []];
  for (const { tag, element, owner, field, spec } of startsOf(district)) {
    const now = seen(tag);
    const value = now?.quality === "good" ? fieldValue(spec, now.value) : null;
    if (value === null) {
      const why = !now ? "no value" : now.quality === "good" ? `${now.value} is no ${field}` : now.quality;
      left.push({ tag, why });
      continue;
    }
    taken.push(tag);
    changes.push({ at_s, op: "set", target: element, fields: { [field]: value }, by: owner, why: "as measured" });
  }
  return { changes, taken, left };
}
