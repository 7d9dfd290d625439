import * as slot from "../../layout.generated";
import * as w from "./columns";

// Constants of the run, read once per solve.

export let formula: i32 = 0;
export let low: f64 = 0.0;
export let big: f64 = 1e8;
/** Weight of a pressure breaker's loss: `big`, or less where rounding at that weight hides its flow. */
export let breaker: f64 = 1e8;
export let closed: f64 = 1e8;
export let rest: f64 = 1e8;
export let small: f64 = 1e-6;
export let viscosity: f64 = 0.0;
export let throttle: f64 = 0.0;
export let hasEmitters: bool = false;
export let hasLeakage: bool = false;
export let isPressureDriven: bool = false;
export let isStrict: bool = false;

export function loadConstants(): void {
  formula = w.runI(slot.WATER_RUN_FORMULA);
  low = w.runF(slot.WATER_RUN_LOW_SLOPE_K);
  big = w.runF(slot.WATER_RUN_BIG_SLOPE_K);
  breaker = big;
  closed = w.runF(slot.WATER_RUN_CLOSED_SLOPE_K);
  rest = w.runF(slot.WATER_RUN_REST_SLOPE_K);
  small = w.runF(slot.WATER_RUN_SMALL_SLOPE_K);
  viscosity = w.runF(slot.WATER_RUN_VISCOSITY_K);
  throttle = w.runF(slot.WATER_RUN_THROTTLE_K);
  hasEmitters = w.runI(slot.WATER_RUN_HAS_EMITTERS) !== 0;
  hasLeakage = w.runI(slot.WATER_RUN_HAS_LEAKAGE) !== 0;
  isPressureDriven = w.runI(slot.WATER_RUN_IS_PRESSURE_DRIVEN) !== 0;
  isStrict = w.runI(slot.WATER_RUN_IS_STRICT) !== 0;
}

/** Closed links let a thousand times more through, until loadConstants(). */
export function easeClosedLinks(): void {
  closed *= 1e-3;
  rest = min(rest, closed);
}

/** The flow of a pressure breaker is its weight times a difference of heads: the lower it is, the more digits it has. */
export function easeBreakers(): void {
  breaker = Math.min(big, 1e5);
}
