import type { Change } from "@/sim-core/model/change";
import type { District } from "@/sim-core/model/district";
import type { Element, FieldValue } from "@/sim-core/model/element";
import type { Random } from "@/sim-core/model/random";

/** What may happen to an element of a kind, from a seed. */
const HAPPENINGS: Readonly<Record<string, (random: Random) => Readonly<Record<string, FieldValue>>>> = {
  line: (r) => ({ isClosed: r.unit() < 0.4 }),
  waterPipe: (r) => ({ isOpen: r.unit() < 0.4 }),
  waterPump: (r) => ({ isOn: r.unit() < 0.5 }),
  waterJunction: (r) => ({ emitter_m3_s: r.unit() < 0.5 ? 0 : 0.0005 * r.unit() }),
  gasPipe: (r) => ({ isOpen: r.unit() < 0.6 }),
  gasValve: (r) => ({ isOpen: r.unit() < 0.6 }),
  peaker: (r) => ({ isOn: true, command_1: 0.5 + 0.5 * r.unit() }),
  battery: (r) => ({ command_1: 2 * r.unit() - 1 }),
  chp: (r) => ({ isInService: r.unit() < 0.5 }),
  chiller: (r) => ({ isInService: r.unit() < 0.5 }),
  tank: (r) => ({ isCommLost: r.unit() < 0.7 }),
};

/** A seeded list of Changes at odd seconds, over all kinds that a district has. */
export function happenings(district: District, random: Random, count: number, until_s: number): Change[] {
  const byKind = new Map<string, Element[]>();
  for (const element of district.elements)
    if (element.kind in HAPPENINGS) byKind.set(element.kind, [...(byKind.get(element.kind) ?? []), element]);
  const watched = new Set([...district.tags.map((t) => t.element), ...district.rules.map((r) => r.target)]);
  const kinds = [...byKind.keys()];
  return Array.from({ length: count }, () => {
    const kind = kinds[random.below(kinds.length)]!;
    const all = byKind.get(kind)!.filter((e) => kind !== "tank" || watched.has(e.id));
    const target = all[random.below(all.length)] ?? byKind.get(kind)![0]!;
    const fields = HAPPENINGS[kind]!(random);
    return {
      at_s: random.below(until_s * 10) / 10,
      op: "set",
      target: target.id,
      fields,
      by: target.owner,
      why: "seeded",
    };
  });
}
