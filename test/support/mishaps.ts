import type { Change } from "@/sim-core/model/change";
import type { District } from "@/sim-core/model/district";
import type { Random } from "@/sim-core/model/random";

type Mishap = readonly [kinds: readonly string[], fields: (random: Random) => Change["fields"]];
const MISHAPS: readonly Mishap[] = [
  [["line", "transformer", "powerSwitch"], (r) => ({ isClosed: r.unit() < 0.3 })],
  [["waterPipe", "gasPipe", "heatPipe", "waterValve"], (r) => ({ isOpen: r.unit() < 0.3 })],
  // A burst main and a leak: 20 L/s and 0.5 L/s at a head of 1 m.
  [["waterJunction"], (r) => ({ emitter_m3_s: r.unit() < 0.5 ? 0.02 : 5e-4 })],
  [["citySource"], (r) => ({ pressure_Pa: r.between(5_000, 2e5) })],
  [["gridSupply"], (r) => ({ voltage_1: r.between(0.85, 1.05) })],
  [
    ["chp", "boiler", "heatPump", "chiller", "hotStore", "coldStore", "battery"],
    (r) => ({ isInService: r.unit() < 0.3 }),
  ],
  [["chp", "peaker", "boiler", "chiller"], (r) => ({ isOn: r.unit() < 0.5 })],
  [["waterPump"], (r) => ({ isOn: r.unit() < 0.3 })],
  [["heatPlant"], (r) => ({ supplySet_K: r.between(278, 350) })],
];

/** Something that goes wrong (or right again) with one element, at an odd second of two hours. */
export function mishap(random: Random, district: District): Change {
  for (;;) {
    const [kinds, fields] = MISHAPS[random.below(MISHAPS.length)]!;
    // A check valve takes no orders.
    const targets = district.elements.filter((e) => kinds.includes(e.kind) && e.fields.status !== "checkValve");
    if (targets.length === 0) continue;
    const target = random.pick(targets);
    // A heating loop is not asked for chilled water.
    const given = target.kind === "heatPlant" ? { lift_Pa: random.between(1e5, 5e5) } : fields(random);
    // Odd seconds, so that nearly every one falls between two ticks.
    return {
      at_s: 2 * random.below(3500) + 1,
      op: "set",
      target: target.id,
      fields: given,
      by: target.owner,
      why: "seeded",
    };
  }
}
