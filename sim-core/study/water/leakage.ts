import { pow } from "../../../assembly/core/elementary";
import type { WaterNet } from "../../utilities/water/net";

export interface LeakPart {
  /** The kernel's column of it. */
  readonly column: "emitterFlow_k" | "leakFixedFlow_k" | "leakVariableFlow_k";
  /** Outflow of a junction at a head, k; 0 where it has none. */
  flow(node: number, head_k: number): number;
}

/** Outflows that follow from the head alone: emitters q = (h / c)^n, fixed and variable leaks (FAVAD) (h / c)^0.5 and ^1.5. */
export function leakParts(net: WaterNet): readonly LeakPart[] {
  const part = (
    column: LeakPart["column"],
    coefficient: Float64Array,
    exponent: number,
    isBothWays: boolean,
  ): LeakPart => ({
    column,
    flow(node, head_k) {
      const c = coefficient[node]!;
      const h = head_k - net.elevation_k[node]!;
      if (!(c > 0) || !(h > 0 || isBothWays)) return 0;
      return h < 0 ? -pow(-h / c, exponent) : pow(h / c, exponent);
    },
  });
  const n = Number(net.options.emitterExponent_1 ?? 0.5);
  return [
    part("emitterFlow_k", net.emitter_k, n, net.options.emitterBackflow !== false),
    part("leakFixedFlow_k", net.leakFixed_k, 0.5, false),
    part("leakVariableFlow_k", net.leakVariable_k, 1.5, false),
  ];
}
