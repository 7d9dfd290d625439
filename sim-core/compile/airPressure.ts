import { pow } from "../../assembly/core/elementary";

/** Air pressure over height, standard atmosphere below 11 km: 1.01325 bar (1 - 0.0065 h/288.15)^5.255. */
export const airPressure_Pa = (height_m: number): number => 101325 * pow(1 - (0.0065 * height_m) / 288.15, 5.255);
