import { NET_OF_GROSS } from "../harbourside/sizing";
import type { Age } from "./plan";

/** U values in W/m2K, window share of the facade, air changes through leaks at rest (n50 / 18).
 *  Source: TABULA Germany, multi-family houses, by age; offices of the 1990s on. */
const STOCK: Readonly<
  Record<
    Age | "commerce",
    { wall: number; roof: number; window: number; g: number; base: number; glazing: number; leaks_1_h: number }
  >
> = {
  // Pre-1918 walls stay, roof and windows were renewed: the usual state of such houses today.
  before1918: { wall: 2.2, roof: 0.4, window: 1.6, g: 0.65, base: 0.88, glazing: 0.2, leaks_1_h: 0.25 },
  "1970s": { wall: 1.0, roof: 0.51, window: 1.8, g: 0.65, base: 0.77, glazing: 0.25, leaks_1_h: 0.2 },
  "1980s": { wall: 0.6, roof: 0.36, window: 1.8, g: 0.65, base: 0.51, glazing: 0.22, leaks_1_h: 0.17 },
  "2000s": { wall: 0.25, roof: 0.2, window: 1.4, g: 0.67, base: 0.32, glazing: 0.25, leaks_1_h: 0.11 },
  new: { wall: 0.29, roof: 0.25, window: 1.1, g: 0.5, base: 0.29, glazing: 0.25, leaks_1_h: 0.07 },
  commerce: { wall: 0.4, roof: 0.25, window: 1.8, g: 0.4, base: 0.4, glazing: 0.4, leaks_1_h: 0.11 },
};

const AIR_J_M3K = 1_200;

/** Conductances, capacity and areas of the simple hourly method (5R1C) of a box-shaped building.
 *  Medium weight: 165 kJ/m2K, mass area 2.5 x floor. `freshAir_m3_s` is what ventilation brings besides leaks;
 *  `recovery_1` the share of its heat that comes back. */
export function envelope(
  stock: keyof typeof STOCK,
  width_m: number,
  depth_m: number,
  height_m: number,
  gross_m2: number,
  freshAir_m3_s: number,
  recovery_1: number,
) {
  const s = STOCK[stock];
  const net_m2 = NET_OF_GROSS * gross_m2;
  const facade_m2 = 2 * (width_m + depth_m) * height_m;
  const foot_m2 = width_m * depth_m;
  const window_m2 = s.glazing * facade_m2;
  const volume_m3 = 2.7 * net_m2;
  return {
    transmission_W_K: round(s.wall * (facade_m2 - window_m2) + s.roof * foot_m2 + 0.5 * s.base * foot_m2),
    windowTransmission_W_K: round(s.window * window_m2),
    ventilation_W_K: round(AIR_J_M3K * ((volume_m3 * s.leaks_1_h) / 3600 + freshAir_m3_s * (1 - recovery_1))),
    capacity_J_K: round(165e3 * net_m2),
    massArea_m2: round(2.5 * net_m2),
    surfaceArea_m2: round(4.5 * net_m2),
    windowArea_m2: round(window_m2),
    gValue_1: s.g,
  };
}

const round = (x: number) => Math.round(x);
