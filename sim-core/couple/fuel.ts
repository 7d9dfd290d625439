/**
 * Typical natural gas (CH4 92.5, C2H6 4, C3H8 0.8, C4H10 0.2, CO2 1, N2 1.5 mol %): net calorific value
 * 10.20 kWh per normal m3, relative density 0.600, air 1.2929 kg per normal m3 (ISO 6976 constants).
 */
export const NET_CALORIFIC_J_KG = (10.2 * 3.6e6) / (0.6 * 1.2929);
/** 0.202 kg of CO2 per kWh NCV burnt. */
export const CO2_KG_J = 0.202 / 3.6e6;
