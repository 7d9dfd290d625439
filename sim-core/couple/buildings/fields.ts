import type { Element } from "../../model/element";
import { connected, flagField, numberField, rowOf, type Surroundings, textField } from "../surroundings";
import { airing_W_K } from "./behaviour";
import { type Zone, zoneOf } from "./zone";

/** A building as the step needs it: fields read once, rows looked up once. */
export interface Building {
  readonly id: string;
  readonly zone: Zone;
  /** Share of the floor that is cooled at all: all of it on a cooling loop, else what has air conditioners. */
  readonly cooledShare_1: number;
  readonly isDwelling: boolean;
  /** What wide open windows add to the ventilation of the part without cooling; 0 where nobody opens any. */
  readonly airing_W_K: number;
  readonly people: number;
  readonly heatSet_K: number;
  readonly coolSet_K: number;
  readonly solarAperture_m2: number;
  readonly ratedCop_1: number;
  readonly coolingCapacity_W: number;
  readonly electric_W: number;
  readonly electricProfile: number;
  readonly reactiveShare_1: number;
  readonly water_m3_s: number;
  readonly waterProfile: number;
  readonly hotWater_W: number;
  readonly hotWaterProfile: number;
  readonly gas_W: number;
  readonly gasProfile: number;
  readonly occupancyProfile: number;
  /** How much its use wanders about its profile: falls with the number of customers in it. */
  readonly noise_1: number;
  readonly heatBy: "loop" | "gas" | "power" | "none";
  readonly isOnCoolingLoop: boolean;
  readonly rows: { readonly bus: number; readonly heat: number; readonly cooling: number };
  readonly ports: {
    readonly power: number;
    readonly reactive: number;
    readonly water: number;
    readonly gas: number;
    readonly heat: number;
    readonly cooling: number;
  };
}

/** Mean of one household: what is not a dwelling counts as so many independent customers. */
const HOUSEHOLD_W = 400;
/** Clear height of a room. */
const STOREY_M = 2.7;

/**
 * Fields of a `building`, all optional but the areas:
 *   grossArea_m2, people, dwellings; transmission_W_K (opaque), windowTransmission_W_K, ventilation_W_K,
 *   capacity_J_K, massArea_m2, surfaceArea_m2, windowArea_m2, gValue_1, heatSet_K, coolSet_K;
 *   acShare_1, ratedCop_1, coolingCapacity_W;
 *   electric_W + electricProfile, powerFactor_1; water_m3_s + waterProfile; hotWater_W + hotWaterProfile;
 *   gas_W (NCV) + gasProfile; occupancyProfile. Means of the day, profiles with mean 1.
 * Defaults: mid-rise apartment house of medium weight, floor areas net = 0.8 x gross.
 */
export function openBuilding(element: Element, around: Surroundings): Building {
  const number = (name: string, fallback: number) => numberField(element, name, fallback);
  const profile = (name: string) => {
    const id = textField(element, name);
    return id === undefined ? -1 : around.profileRow(id);
  };
  const net_m2 = 0.8 * number("grossArea_m2", 100);
  const massArea_m2 = number("massArea_m2", 2.5 * net_m2);
  const heatConsumer = connected(around, element, ["heatConsumer"], "heat");
  const coolingConsumer = connected(around, element, ["heatConsumer"], "cooling");
  const bus = rowOf(around, "power", "bus", connected(around, element, ["bus"])?.id);
  const waterNode = rowOf(around, "water", "node", connected(around, element, ["waterJunction"])?.id);
  const gasNode = rowOf(around, "gas", "node", connected(around, element, ["gasJunction"])?.id);
  const heat = flagField(element, "isOnHeat", true) ? rowOf(around, "heat", "link", heatConsumer?.id) : -1;
  const cooling = flagField(element, "isOnCooling", true) ? rowOf(around, "heat", "link", coolingConsumer?.id) : -1;
  const powerFactor_1 = number("powerFactor_1", 0.97);
  const electric_W = number("electric_W", number("base_W", 0));
  const households = Math.max(number("dwellings", electric_W / HOUSEHOLD_W), 1);
  const ventilation_W_K = Math.max(number("ventilation_W_K", 0.5 * net_m2), 1);
  const cooledShare_1 = cooling >= 0 ? 1 : Math.min(Math.max(number("acShare_1", 0), 0), 1);
  const isDwelling = number("dwellings", 0) > 0;
  const open = around.ports.open.bind(around.ports);
  return {
    id: element.id,
    zone: zoneOf({
      opaque_W_K: number("transmission_W_K", 0.6 * net_m2),
      window_W_K: number("windowTransmission_W_K", 0.4 * net_m2),
      ventilation_W_K,
      capacity_J_K: number("capacity_J_K", 165e3 * net_m2),
      massArea_m2,
      surfaceArea_m2: number("surfaceArea_m2", 4.5 * net_m2),
    }),
    cooledShare_1,
    isDwelling,
    airing_W_K: isDwelling && cooledShare_1 < 1 ? airing_W_K(net_m2, STOREY_M, ventilation_W_K) : 0,
    people: number("people", 0),
    heatSet_K: number("heatSet_K", 294.15),
    coolSet_K: number("coolSet_K", 299.15),
    // 0.7: frames and the shade of the street.
    solarAperture_m2: 0.7 * number("gValue_1", 0.6) * number("windowArea_m2", 0.15 * net_m2),
    ratedCop_1: number("ratedCop_1", 3.5),
    coolingCapacity_W: number("coolingCapacity_W", Number.POSITIVE_INFINITY),
    electric_W,
    electricProfile: Math.max(profile("electricProfile"), profile("profile")),
    reactiveShare_1: Math.sqrt(1 - powerFactor_1 * powerFactor_1) / powerFactor_1,
    water_m3_s: number("water_m3_s", 0),
    waterProfile: profile("waterProfile"),
    hotWater_W: number("hotWater_W", 0),
    hotWaterProfile: profile("hotWaterProfile"),
    gas_W: number("gas_W", 0),
    gasProfile: profile("gasProfile"),
    occupancyProfile: profile("occupancyProfile"),
    // One household wanders by about 60 % within the hour, N independent ones by 1/sqrt(N) of it; 2 % is weather and news.
    noise_1: Math.max(0.6 / Math.sqrt(households), 0.02),
    heatBy: heat >= 0 ? "loop" : gasNode >= 0 ? "gas" : bus >= 0 ? "power" : "none",
    isOnCoolingLoop: cooling >= 0,
    rows: { bus, heat, cooling },
    ports: {
      power: open(element.id, "power", "portPower_W", bus),
      reactive: open(element.id, "power", "portReactive_var", bus),
      water: open(element.id, "water", "portInflow_m3_s", waterNode),
      gas: open(element.id, "gas", "portInflow_kg_s", gasNode),
      heat: open(element.id, "heat", "heatDemand_W", heat),
      cooling: open(element.id, "heat", "heatDemand_W", cooling),
    },
  };
}
