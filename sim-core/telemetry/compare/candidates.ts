import type { Change } from "../../model/change";
import type { District } from "../../model/district";
import type { Element, FieldValue } from "../../model/element";

export type CandidateKind = "leak" | "closed" | "tap" | "sensor";

/** Something that may have gone wrong at one place: what the twin is given to see what would follow from it. */
export interface Candidate {
  readonly kind: CandidateKind;
  /** The element, of an instrument the Tag. */
  readonly at: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** How many times what was tried it may be; least = most where it is so or not. */
  readonly least: number;
  readonly most: number;
  /** It comes in whole multiples of this, and never at 0; left out: in any size. */
  readonly step?: number;
}

/** Tried at every junction: 5 L/s at 40 m of pressure head. Emitters give C sqrt(p / 1 m). */
const LEAK_M3_S = 0.005;
const LEAK_AT_M = 40;
const TRIED_EMITTER = LEAK_M3_S / Math.sqrt(LEAK_AT_M);
/** A distribution transformer's off-circuit taps: five positions, two steps of 2.5 % to either side.
 *  Source: EN 50588-1, tapping range. */
const TAP_STEP_1 = 0.025;
const TAP_STEPS = 2;

/**
 * Every single fault of these kinds that the district could have: a leak at any junction of the water network, any open
 * main shut, any tap off its record, any instrument stuck. More kinds are more lines here; two faults at once are not
 * looked for.
 */
export function candidatesOf(district: District): Candidate[] {
  const candidates: Candidate[] = [];
  for (const e of district.elements) candidates.push(...ofElement(e));
  for (const tag of district.tags) candidates.push({ kind: "sensor", at: tag.id, fields: {}, least: 1, most: 1 });
  return candidates;
}

function ofElement(e: Element): Candidate[] {
  const { fields } = e;
  if (e.kind === "waterJunction") {
    const emitter = typeof fields.emitter_m3_s === "number" ? fields.emitter_m3_s : 0;
    const tried = { emitter_m3_s: emitter + TRIED_EMITTER };
    return [{ kind: "leak", at: e.id, fields: tried, least: 0.1, most: 8 }];
  }
  if (e.kind === "waterPipe" && (fields.status ?? "open") === "open")
    return [{ kind: "closed", at: e.id, fields: { status: "closed" }, least: 1, most: 1 }];
  if (e.kind === "transformer") {
    const number = (name: string, otherwise: number) => {
      const value = fields[name];
      return typeof value === "number" ? value : otherwise;
    };
    const hasChanger = typeof fields.tapTarget_1 === "number";
    const step_1 = hasChanger ? number("tapStep_1", TAP_STEP_1 / 2) : TAP_STEP_1;
    const tap_1 = number("tap_1", 1);
    const position = Math.round((tap_1 - 1) / step_1);
    const [low, high] = hasChanger ? [number("tapMin", -8), number("tapMax", 8)] : [-TAP_STEPS, TAP_STEPS];
    const tried = { tap_1: tap_1 + step_1 };
    return [{ kind: "tap", at: e.id, fields: tried, least: low - position, most: high - position, step: 1 }];
  }
  return [];
}

/** What the twin is given from an instant on; `times` what was tried (a leak's size, a tap's step). */
export function changesOf(c: Candidate, at_s: number, district: District, times = 1): Change[] {
  if (c.kind === "sensor") return [];
  const own = district.elements.find((e) => e.id === c.at)?.fields ?? {};
  const fields = Object.fromEntries(
    Object.entries(c.fields).map(([name, value]) => {
      if (typeof value !== "number") return [name, value];
      const before = typeof own[name] === "number" ? own[name] : name === "tap_1" ? 1 : 0;
      return [name, before + times * (value - before)];
    }),
  );
  return [{ at_s, op: "set", target: c.at, fields, by: "compare", why: `what if: ${c.kind}` }];
}
