import type { UtilityModule } from "../contract";
import { compileGas } from "./compile";
import { GAS_SCHEMA } from "./schema";
import { openGas } from "./solver";

export { GROSS_CALORIFIC_J_KG, NET_CALORIFIC_J_KG } from "./fluid";

export const GAS: UtilityModule = {
  utility: "gas",
  schema: GAS_SCHEMA,
  open(module, district) {
    const { net, issues } = compileGas(district);
    return { solver: net ? openGas(module, net) : null, issues };
  },
};
