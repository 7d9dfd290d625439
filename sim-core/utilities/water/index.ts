import type { UtilityModule } from "../contract";
import { compileWater } from "./compile";
import { WATER_SCHEMA } from "./schema";
import { WaterSolver } from "./solver";

export const WATER: UtilityModule = {
  utility: "water",
  schema: WATER_SCHEMA,
  open(module, district) {
    const { net, issues } = compileWater(district);
    return { solver: net ? new WaterSolver(module, net) : null, issues };
  },
};
