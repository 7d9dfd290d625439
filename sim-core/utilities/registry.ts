import type { Utility } from "../model/element";
import type { UtilityModule } from "./contract";
import { GAS } from "./gas";
import { HEAT } from "./heat";
import { POWER } from "./power";
import { WATER } from "./water";

export { GROSS_CALORIFIC_J_KG, NET_CALORIFIC_J_KG } from "./gas/fluid";

/** The four utilities, worker side. A district opens those of which it has elements. */
export const UTILITIES: Readonly<Partial<Record<Utility, UtilityModule>>> = {
  water: WATER,
  gas: GAS,
  heat: HEAT,
  power: POWER,
};
