import type { UtilityModule } from "../contract";
import { compilePower } from "./compile";
import { POWER_SCHEMA } from "./schema";
import { openPower } from "./solver";

export const POWER: UtilityModule = {
  utility: "power",
  schema: POWER_SCHEMA,
  open(module, district) {
    const { grid, issues } = compilePower(district);
    return { solver: grid ? openPower(module, grid) : null, issues };
  },
};
