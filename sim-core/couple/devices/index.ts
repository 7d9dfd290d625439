import type { OpenDevice } from "../device";
import { openBattery } from "./battery";
import { openBoiler } from "./boiler";
import { openChiller } from "./chiller";
import { openChp } from "./chp";
import { openEvHub } from "./evHub";
import { openHeatPump } from "./heatPump";
import { openPeaker } from "./peaker";
import { openPv } from "./pv";
import { openColdStore, openHotStore } from "./store";
import { openWind } from "./wind";

/** Every kind that gets a row of the "device" set. Buildings and fed pumps have sets of their own. */
export const DEVICE_KINDS: Readonly<Record<string, OpenDevice>> = {
  chp: openChp,
  boiler: openBoiler,
  heatPump: openHeatPump,
  chiller: openChiller,
  hotStore: openHotStore,
  coldStore: openColdStore,
  peaker: openPeaker,
  pv: openPv,
  wind: openWind,
  battery: openBattery,
  evHub: openEvHub,
};
