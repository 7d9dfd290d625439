import type { Element } from "../../model/element";

/** Electric efficiency (NCV) at half, three quarter and full load, straight between; flat below half. */
export interface EngineLaw {
  readonly at50_1: number;
  readonly at75_1: number;
  readonly at100_1: number;
  readonly ratedPower_W: number;
  /** Power and useful heat over fuel at full load; 0 heat for an engine without recovery. */
  readonly total_1: number;
}

export function engineLaw(element: Element, ratedPower_W: number, ratedHeat_W: number): EngineLaw {
  const given = element.fields.electricEfficiency_1;
  // Jenbacher J420 catalogue: 39.0 / 41.3 / 42.4 %.
  const [at50_1, at75_1, at100_1] =
    Array.isArray(given) && given.length === 3
      ? (given as number[])
      : typeof given === "number"
        ? [given * (0.39 / 0.424), given * (0.413 / 0.424), given]
        : [0.39, 0.413, 0.424];
  return {
    at50_1: at50_1!,
    at75_1: at75_1!,
    at100_1: at100_1!,
    ratedPower_W,
    total_1: at100_1! * (1 + ratedHeat_W / ratedPower_W),
  };
}

export function engineEfficiency_1(law: EngineLaw, load_1: number): number {
  if (load_1 <= 0.5) return law.at50_1;
  if (load_1 <= 0.75) return law.at50_1 + (law.at75_1 - law.at50_1) * ((load_1 - 0.5) / 0.25);
  return law.at75_1 + (law.at100_1 - law.at75_1) * ((Math.min(load_1, 1) - 0.75) / 0.25);
}

export function engineFuel_W(law: EngineLaw, load_1: number): number {
  return (load_1 * law.ratedPower_W) / engineEfficiency_1(law, load_1);
}

/** What is not power is heat, less a constant share lost: the poorer the engine, the more heat per fuel. */
export function engineHeat_W(law: EngineLaw, load_1: number): number {
  return engineFuel_W(law, load_1) * law.total_1 - load_1 * law.ratedPower_W;
}

/** Load at which the engine gives this heat, by bisection: heat rises with load, 50 halvings reach the last bit. */
export function engineLoadFor_1(law: EngineLaw, heat_W: number, least_1: number): number {
  if (heat_W >= engineHeat_W(law, 1)) return 1;
  if (heat_W <= engineHeat_W(law, least_1)) return least_1;
  let low = least_1;
  let high = 1;
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (engineHeat_W(law, middle) < heat_W) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
