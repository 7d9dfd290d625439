import { cos, sin } from "../../../assembly/core/elementary";
import type { OpenDevice } from "../device";
import { numberField, type Sky } from "../surroundings";
import { behindInverter } from "./behindInverter";
import { openInverter } from "./inverter";

const DEGREE = Math.PI / 180;
const GROUND_ALBEDO_1 = 0.2;
/** Wiring, soiling and mismatch 10 %, inverter 97 %. */
const SYSTEM_1 = 0.9 * 0.97;
const NOCT_C = 45;
/** Output over rating from which an inverter gives reactive power. */
const LEAST_1 = 0.05;

/** Light on a tilted plane: beam by its angle, isotropic sky, light from the ground. Azimuth clockwise from north. */
export function planeOfArray_W_m2(sky: Sky, tilt_rad: number, azimuth_rad: number): number {
  const sinAltitude = sin(sky.sunAltitude_rad);
  const cosIncidence =
    sinAltitude * cos(tilt_rad) + cos(sky.sunAltitude_rad) * sin(tilt_rad) * cos(sky.sunAzimuth_rad - azimuth_rad);
  const beam = sinAltitude > 0 ? sky.direct_W_m2 * Math.max(cosIncidence, 0) : 0;
  const cosTilt = cos(tilt_rad);
  return beam + (sky.diffuse_W_m2 * (1 + cosTilt)) / 2 + (GROUND_ALBEDO_1 * sky.global_W_m2 * (1 - cosTilt)) / 2;
}

/** Alternating current of an array: peak x light / 1000 x (1 + g (cell - 25)) x system; cells warm with light (NOCT). */
export function pvPower_W(peak_W: number, light_W_m2: number, air_K: number, coefficient_1_K: number): number {
  const cell_C = air_K - 273.15 + ((NOCT_C - 20) * light_W_m2) / 800;
  return Math.max(peak_W * (light_W_m2 / 1000) * (1 + coefficient_1_K * (cell_C - 25)) * SYSTEM_1, 0);
}

export const openPv: OpenDevice = (id, row, around) => {
  const element = around.element(id)!;
  const peak_W = numberField(element, "peak_W");
  const tilt_rad = numberField(element, "tilt_deg", 15) * DEGREE;
  const azimuth_rad = numberField(element, "azimuth_deg", 180) * DEGREE;
  const coefficient_1_K = numberField(element, "temperatureCoefficient_1_K", -0.0038);
  const inverter_VA = numberField(element, "inverter_VA", Number.POSITIVE_INFINITY);
  // an inverter that says nothing of its size is as large as its modules
  const inverter = openInverter(element, numberField(element, "inverter_VA", peak_W));
  return behindInverter(element, row, around, {
    ...{ kind: "pv", rated_W: peak_W, inverter, restartDelay_s: 60, isReactive: inverter.voltVar_1.length > 0 },
    available_W() {
      const light_W_m2 = planeOfArray_W_m2(around.sky, tilt_rad, azimuth_rad);
      return Math.min(pvPower_W(peak_W, light_W_m2, around.sky.temperature_K, coefficient_1_K), inverter_VA);
    },
    // by night an inverter sleeps (IEEE 1547, 5.2: reactive power from 5 % of its rating on)
    isAwake: (free_W) => free_W > LEAST_1 * inverter.rated_VA,
  });
};
