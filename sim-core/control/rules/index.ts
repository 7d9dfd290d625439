import type { RuleKind } from "../kind";
import { batteryPeakShave } from "./batteryPeakShave";
import { boilerMeritOrder } from "./boilerMeritOrder";
import { boosterPressure } from "./boosterPressure";
import { chillerFollowLoad } from "./chillerFollowLoad";
import { chpHeatLed } from "./chpHeatLed";
import { curtail } from "./curtail";
import { heatPumpBaseLoad } from "./heatPumpBaseLoad";
import { peakerImportLimit } from "./peakerImportLimit";
import { pvVoltWatt } from "./pvVoltWatt";
import { storeSchedule } from "./storeSchedule";
import { tankLevelPump } from "./tankLevelPump";

/** What a siloed operator's own automation can do. A rule of a district names one of these and its parameters. */
export const RULE_KINDS: Readonly<Record<string, RuleKind>> = {
  tankLevelPump,
  boosterPressure,
  chpHeatLed,
  heatPumpBaseLoad,
  boilerMeritOrder,
  chillerFollowLoad,
  storeSchedule,
  peakerImportLimit,
  batteryPeakShave,
  pvVoltWatt,
  curtail,
};
