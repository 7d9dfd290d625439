/** Heat of a kilogram of gas without the condensation of its water, from the gas network's own fluid. */
export { NET_CALORIFIC_J_KG } from "../utilities/registry";

/** 0.202 kg of CO2 per kWh NCV burnt (typical natural gas). */
export const CO2_KG_J = 0.202 / 3.6e6;
