import type { UtilityModule } from "../contract";
import { compileHeat } from "./compile";
import { HEAT_SCHEMA } from "./schema";
import { openHeat } from "./solver";

export const HEAT: UtilityModule = {
  utility: "heat",
  schema: HEAT_SCHEMA,
  open(module, district) {
    const { net, issues } = compileHeat(district);
    return { solver: net ? openHeat(module, net) : null, issues };
  },
};
