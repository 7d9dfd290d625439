import { hasErrors } from "../../model/issue";
import { checkSchedule } from "../../model/validation/schedule";
import type { UtilityModule } from "../contract";
import { compileWater } from "./compile";
import { WATER_SCHEMA } from "./schema";
import { WaterSolver } from "./solver";

export const WATER: UtilityModule = {
  utility: "water",
  schema: WATER_SCHEMA,
  open(module, district) {
    const schedule = district.waterSchedule;
    const { net, issues } = compileWater(district);
    if (schedule) checkSchedule(schedule, new Map(district.elements.map((e) => [e.id, e])), issues);
    return { solver: net && !hasErrors(issues) ? new WaterSolver(module, net, schedule) : null, issues };
  },
};
