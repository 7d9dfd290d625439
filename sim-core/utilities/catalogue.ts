import { DEVICE_SCHEMA } from "../model/kinds/devices";
import { PLACE_SCHEMA } from "../model/kinds/places";
import type { KindSchema } from "../model/schema";
import { GAS_SCHEMA } from "./gas/schema";
import { HEAT_SCHEMA } from "./heat/schema";
import { POWER_SCHEMA } from "./power/schema";
import { WATER_SCHEMA } from "./water/schema";

/** Schemas of every kind, networks, devices and places: safe on the main thread, since no solver hangs on them. */
export const CATALOGUE: readonly KindSchema[] = [
  ...WATER_SCHEMA,
  ...GAS_SCHEMA,
  ...HEAT_SCHEMA,
  ...POWER_SCHEMA,
  ...DEVICE_SCHEMA,
  ...PLACE_SCHEMA,
];

const byKind = new Map(CATALOGUE.map((schema) => [schema.kind, schema]));
export const schemaOf = (kind: string): KindSchema | undefined => byKind.get(kind);
