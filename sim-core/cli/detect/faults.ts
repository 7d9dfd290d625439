import type { Change } from "../../model/change";
import type { District } from "../../model/district";
import { Random } from "../../model/random";
import type { CandidateKind } from "../../telemetry/compare/candidates";
import { nameHash } from "../../time/noise";
import type { Lie } from "./runs";

/** A fault that a trial hides: where, since when, and what changes in the plant or in an instrument. */
export interface Hidden {
  readonly name: string;
  /** What the suspect must be called; other: something that is not tried. */
  readonly kind: CandidateKind | "other";
  /** The element, of an instrument the Tag. */
  readonly at: string;
  readonly tick: number;
  readonly changes: readonly Change[];
  /** Of an instrument: how it lies from then on. */
  readonly lie?: Lie;
  /** In words: how large. */
  readonly size: string;
}
export const HIDDEN = {
  leak: "leak at any junction, 2 to 12 L/s",
  street: "main shut, any street",
  trunk: "main shut, 250 mm and wider",
  tap: "tap off by 1 or 2 steps",
  stuck: "instrument stuck",
  offset: "instrument off by 3 to 10 %",
  two: "two leaks at once, 2 to 8 L/s each (not tried)",
} as const;
export type HiddenName = keyof typeof HIDDEN;

const TICK_S = 300;
/** Late enough that there is a day to hold it against, early enough that there is time to find it. */
const FIRST_TICK = 60;
const LAST_TICK = 216;

/** One fault of a kind, anywhere in the district, of any size that its kind comes in. The seed decides. */
export function hide(district: District, name: HiddenName, seed: number): Hidden {
  const random = new Random(nameHash(`${name}/${seed}`));
  const tick = FIRST_TICK + random.below(LAST_TICK - FIRST_TICK);
  const of = (wanted: string) => district.elements.filter((e) => e.kind === wanted);
  const in_ = (kind: CandidateKind, at: string, fields: Change["fields"], size: string): Hidden => ({
    ...{ name, kind, at, tick, size },
    changes: [{ at_s: tick * TICK_S, op: "set", target: at, fields, by: "field", why: name }],
  });
  if (name === "leak") {
    const { id } = random.pick(of("waterJunction"));
    const flow_L_s = random.between(2, 12);
    const emitter_m3_s = flow_L_s / 1000 / Math.sqrt(40);
    return in_("leak", id, { emitter_m3_s }, `${flow_L_s.toFixed(1)} L/s at 40 m`);
  }
  if (name === "two") {
    const leaks = [0, 1].map(() => ({ at: random.pick(of("waterJunction")).id, flow_L_s: random.between(2, 8) }));
    const changes = leaks.flatMap(
      ({ at, flow_L_s }) => in_("leak", at, { emitter_m3_s: flow_L_s / 1000 / Math.sqrt(40) }, "").changes,
    );
    const size = `${leaks.map((l) => l.flow_L_s.toFixed(1)).join(" and ")} L/s at 40 m`;
    return { name, kind: "other", at: leaks.map((l) => l.at).join(" + "), tick, changes, size };
  }
  if (name === "street" || name === "trunk") {
    const open = of("waterPipe").filter((e) => (e.fields.status ?? "open") === "open");
    const wide = (e: (typeof open)[number]) => Number(e.fields.diameter_m) > TRUNK_M;
    const { id } = random.pick(name === "trunk" ? open.filter(wide) : open);
    return in_("closed", id, { status: "closed" }, "shut");
  }
  if (name === "tap") {
    const { id, fields } = random.pick(of("transformer"));
    const steps = random.pick([-2, -1, 1, 2]);
    const before = typeof fields.tap_1 === "number" ? fields.tap_1 : 1;
    return in_("tap", id, { tap_1: before + 0.025 * steps }, `${steps} steps`);
  }
  const { id: tag } = random.pick(district.tags);
  if (name === "stuck") return { name, kind: "sensor", at: tag, tick, changes: [], lie: { tag, tick }, size: "stuck" };
  const offset_1 = random.between(0.03, 0.1) * random.pick([-1, 1]);
  const size = `${(100 * offset_1).toFixed(1)} %`;
  return { name, kind: "sensor", at: tag, tick, changes: [], lie: { tag, tick, offset_1 }, size };
}

/** Wider than a street's own main; inner diameter of 250 mm pipe. */
const TRUNK_M = 0.2;
