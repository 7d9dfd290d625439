import type { District } from "../model/district";
import type { Element } from "../model/element";

/** Owner of everything in a case of the power network alone. */
export const OWNER = "power";

/** A case of one network as a district: no place on earth, no clock of its own, nothing but its elements. */
export const powerCase = (id: string, name: string, basePower_VA: number, elements: readonly Element[]): District => ({
  format: "crosscurrent-district/1",
  id,
  name,
  origin: { latitude_deg: 0, longitude_deg: 0, elevation_m: 0 },
  utcOffsets: [],
  options: { power: { basePower_VA } },
  owners: [{ id: OWNER, name: "Power", utility: "power" }],
  elements,
  profiles: [],
  curves: [],
  tags: [],
  rules: [],
  limits: [],
});
