import { pow } from "../../../assembly/core/elementary";
import type { OpenDevice } from "../device";
import { numberField } from "../surroundings";
import { behindInverter } from "./behindInverter";
import { openInverter } from "./inverter";

/** Height of the weather's wind. */
const MAST_M = 10;

export interface PowerCurve {
  readonly rated_W: number;
  readonly cutIn_m_s: number;
  readonly full_m_s: number;
  readonly cutOut_m_s: number;
}

/** Wind at the hub: v (h / 10)^a. */
export const hubWind_m_s = (wind_m_s: number, hub_m: number, shear_1: number): number =>
  wind_m_s * pow(hub_m / MAST_M, shear_1);

/** Power of a turbine that runs: by the cube between cut-in and full wind, as the wind's own power goes. */
export function windPower_W(c: PowerCurve, wind_m_s: number): number {
  if (wind_m_s <= c.cutIn_m_s || wind_m_s > c.cutOut_m_s) return 0;
  if (wind_m_s >= c.full_m_s) return c.rated_W;
  const cube = (v: number) => v * v * v;
  return (c.rated_W * (cube(wind_m_s) - cube(c.cutIn_m_s))) / (cube(c.full_m_s) - cube(c.cutIn_m_s));
}

/** A wind turbine behind an inverter. Above cut-out it stands, and runs again when the wind has fallen to 0.8 of that. */
export const openWind: OpenDevice = (id, row, around) => {
  const element = around.element(id)!;
  const rated_W = numberField(element, "ratedPower_W");
  const curve: PowerCurve = {
    rated_W,
    cutIn_m_s: numberField(element, "cutIn_m_s", 3),
    full_m_s: numberField(element, "full_m_s", 12),
    cutOut_m_s: numberField(element, "cutOut_m_s", 25),
  };
  const hub_m = numberField(element, "hub_m", 80);
  const shear_1 = numberField(element, "shear_1", 0.2);
  const inverter = openInverter(element, numberField(element, "inverter_VA", rated_W));
  const isParked = around.table.u8("device", "isParked");
  return behindInverter(element, row, around, {
    ...{ kind: "wind", rated_W, inverter, restartDelay_s: 300, isReactive: true },
    available_W() {
      const wind_m_s = hubWind_m_s(around.sky.wind_m_s, hub_m, shear_1);
      if (wind_m_s > curve.cutOut_m_s) isParked[row] = 1;
      else if (wind_m_s < 0.8 * curve.cutOut_m_s) isParked[row] = 0;
      return isParked[row] === 1 ? 0 : windPower_W(curve, wind_m_s);
    },
    // its converter gives reactive power in a calm too
    isAwake: (_free_W, isRunning) => isRunning,
  });
};
