import { bookInterruption, type Interruptions } from "../../model/interruption";
import { NET_CALORIFIC_J_KG } from "../fuel";
import { type Surroundings, solved, solvedFlags } from "../surroundings";
import { ROOM_WET_BULB_C, roomUnitCapacity_1, roomUnitCop_1 } from "./airConditioner";
import { airingHeat_W, opensWindows, waterHeatFactor_1 } from "./behaviour";
import { type Building, openBuilding } from "./fields";
import { idealPower_W, type ZoneStep, zoneStep } from "./zone";

const SENSIBLE_W_PERSON = 70;
const LATENT_W_PERSON = 54;
/** Room air at 26 C and 55 %: what a coil dries the fresh air to. */
const ROOM_HUMIDITY_1 = 0.0115;
const AIR_J_KGK = 1006;
const EVAPORATION_J_KG = 2.45e6;
/** A coil cannot take out more vapour than this share of the sensible heat. */
const MOST_LATENT_1 = 0.5;
const HOUSE_BOILER_1 = 0.92;
/** Occupancy where the district gives no profile. */
const MEAN_OCCUPANCY_1 = 0.7;

const ZERO_C = 273.15;

/**
 * All buildings: what they draw from each network over a step, and how warm they get. Needs are found once per tick
 * with ideal control towards the set points; what was really delivered (power lost, loop short) then moves the
 * temperatures, so a building that was not cooled is warm and asks for more afterwards.
 */
export class BuildingSet {
  readonly list: readonly Building[];
  /** Share of its demand that a consumer's loop can meet, by heat link row; kept by the plants. */
  linkShare: Float64Array = new Float64Array(0);

  /** Received from the loops over the last step, by its own meter. */
  readonly loopHeat_W: Float64Array;
  readonly loopCold_W: Float64Array;

  private readonly around: Surroundings;
  private readonly free: ZoneStep = { air_K: 0, mass_K: 0, slope_K_W: 0 };
  // Per building, for the tick at hand: gains, needs (whole building scale for hvac, metered scale for the rest).
  private readonly internal_W: Float64Array;
  private readonly solar_W: Float64Array;
  private readonly cooled_W: Float64Array;
  private readonly uncooled_W: Float64Array;
  private readonly airing_W: Float64Array;
  private readonly latentRatio: Float64Array;
  private readonly base_W: Float64Array;
  private readonly cop_1: Float64Array;
  private readonly hotWater_W: Float64Array;
  private readonly cooledPart_1: Float64Array;
  /** Electricity that it would draw with supply. */
  private readonly wish_W: Float64Array;

  private readonly columns;
  private readonly booked: Interruptions;
  private readonly alive: Uint8Array;
  private readonly loopGiven_W: Float64Array;
  private readonly loopAsked_W: Float64Array;

  constructor(around: Surroundings, ids: readonly string[]) {
    this.around = around;
    this.list = ids.map((id) => openBuilding(around.element(id)!, around));
    const zeros = () => new Float64Array(this.list.length);
    this.internal_W = zeros();
    this.solar_W = zeros();
    this.cooled_W = zeros();
    this.uncooled_W = zeros();
    this.airing_W = zeros();
    this.latentRatio = zeros();
    this.base_W = zeros();
    this.cop_1 = zeros();
    this.hotWater_W = zeros();
    this.cooledPart_1 = zeros();
    this.loopHeat_W = zeros();
    this.loopCold_W = zeros();
    this.wish_W = zeros();
    this.alive = solvedFlags(around, "power", "bus", "isEnergised");
    this.loopGiven_W = solved(around, "heat", "link", "heat_W");
    this.loopAsked_W = solved(around, "heat", "link", "heatDemand_W");
    const f64 = (name: string) => around.table.f64("building", name);
    this.columns = {
      air_K: f64("airTemperature_K"),
      mass_K: f64("massTemperature_K"),
      uncooledAir_K: f64("uncooledAir_K"),
      uncooledMass_K: f64("uncooledMass_K"),
      electric_W: f64("electric_W"),
      coolingNeed_W: f64("coolingNeed_W"),
      cooled_W: f64("cooled_W"),
      heatingNeed_W: f64("heatingNeed_W"),
      water_m3_s: f64("water_m3_s"),
      gas_kg_s: f64("gas_kg_s"),
      electricNoise_1: f64("electricNoise_1"),
      waterNoise_1: f64("waterNoise_1"),
      isEnergised: around.table.u8("building", "isEnergised"),
      isAired: around.table.u8("building", "isAired"),
      notServed_J: f64("notServed_J"),
    };
    this.booked = {
      dark_s: f64("dark_s"),
      outage_s: f64("outage_s"),
      sustained: around.table.i32("building", "interruptions"),
      momentary: around.table.i32("building", "momentary"),
    };
  }

  /** Masses at the outdoor air within the comfort band: what is wrong with that, the run-in removes. */
  start(): void {
    const outdoor_K = this.around.sky.temperature_K;
    for (let i = 0; i < this.list.length; i++) {
      const b = this.list[i]!;
      const mass_K = Math.min(Math.max(outdoor_K, b.heatSet_K), b.coolSet_K);
      const hasUncooledPart = b.cooledShare_1 > 0 && b.cooledShare_1 < 1;
      const uncooled_K = hasUncooledPart ? Math.max(outdoor_K, b.heatSet_K) : Number.NaN;
      this.columns.mass_K[i] = mass_K;
      this.columns.air_K[i] = mass_K;
      this.columns.uncooledMass_K[i] = uncooled_K;
      this.columns.uncooledAir_K[i] = uncooled_K;
      this.columns.isEnergised[i] = 1;
      this.columns.isAired[i] = 0;
    }
  }

  /** Needs over the coming tick of `dt_s`, from the present masses. */
  evaluate(dt_s: number): void {
    const { sky, profileValues } = this.around;
    const outdoor_C = sky.temperature_K - ZERO_C;
    const capacity_1 = roomUnitCapacity_1(ROOM_WET_BULB_C, outdoor_C);
    const c = this.columns;
    const free = this.free;
    for (let i = 0; i < this.list.length; i++) {
      const b = this.list[i]!;
      const at = (profile: number, fallback: number) => (profile >= 0 ? profileValues[profile]! : fallback);
      const occupancy_1 = at(b.occupancyProfile, MEAN_OCCUPANCY_1);
      const base_W = b.electric_W * at(b.electricProfile, 1) * Math.max(1 + b.noise_1 * c.electricNoise_1[i]!, 0.1);
      const internal_W = b.people * occupancy_1 * SENSIBLE_W_PERSON + 0.9 * base_W;
      const solar_W = b.solarAperture_m2 * sky.throughBlinds_W_m2;
      this.base_W[i] = base_W;
      this.internal_W[i] = internal_W;
      this.solar_W[i] = solar_W;

      const latent_W =
        (b.zone.ventilation_W_K / AIR_J_KGK) * Math.max(sky.humidityRatio_1 - ROOM_HUMIDITY_1, 0) * EVAPORATION_J_KG +
        b.people * occupancy_1 * LATENT_W_PERSON;

      zoneStep(b.zone, c.mass_K[i]!, sky.temperature_K, sky.temperature_K, internal_W, solar_W, 0, dt_s, free);
      this.airing_W[i] = 0;
      if (b.cooledShare_1 === 0) this.air(i, free);
      const most_W = b.isOnCoolingLoop ? b.coolingCapacity_W : b.coolingCapacity_W * capacity_1;
      let hvac_W =
        b.cooledShare_1 > 0
          ? idealPower_W(free, b.heatSet_K, b.coolSet_K, Number.POSITIVE_INFINITY, -most_W)
          : idealPower_W(free, b.heatSet_K, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0);
      const ratio = hvac_W < 0 ? Math.min(latent_W / -hvac_W, MOST_LATENT_1) : 0;
      if (-hvac_W * (1 + ratio) > most_W) hvac_W = -most_W / (1 + ratio);
      this.cooled_W[i] = hvac_W;
      this.latentRatio[i] = ratio;
      const load_1 = Number.isFinite(most_W) && most_W > 0 ? (-hvac_W * (1 + ratio)) / most_W : 1;
      this.cop_1[i] = roomUnitCop_1(b.ratedCop_1, ROOM_WET_BULB_C, outdoor_C, load_1);

      let uncooledHeat_W = 0;
      const other_1 = 1 - b.cooledShare_1;
      if (b.cooledShare_1 > 0 && other_1 > 0) {
        zoneStep(
          b.zone,
          c.uncooledMass_K[i]!,
          sky.temperature_K,
          sky.temperature_K,
          internal_W,
          solar_W,
          0,
          dt_s,
          free,
        );
        this.air(i, free);
        uncooledHeat_W = idealPower_W(free, b.heatSet_K, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0);
      }
      this.uncooled_W[i] = uncooledHeat_W;

      const part_1 = b.cooledShare_1 > 0 ? b.cooledShare_1 : 1;
      this.cooledPart_1[i] = part_1;
      c.coolingNeed_W[i] = hvac_W < 0 ? -hvac_W * (1 + ratio) * part_1 : 0;
      this.hotWater_W[i] = b.hotWater_W * at(b.hotWaterProfile, 1);
      c.heatingNeed_W[i] =
        Math.max(hvac_W, 0) * part_1 + (part_1 < 1 ? uncooledHeat_W * other_1 : 0) + this.hotWater_W[i]!;
      const heat_1 = waterHeatFactor_1(sky.dayMean_K, this.around.localHour, b.isDwelling);
      const noise_1 = Math.max(1 + b.noise_1 * c.waterNoise_1[i]!, 0.1);
      c.water_m3_s[i] = b.water_m3_s * at(b.waterProfile, 1) * heat_1 * noise_1;
    }
  }

  /** Windows of a part without cooling, from what its air would be with windows shut. */
  private air(i: number, shut: ZoneStep): void {
    const { airing_W_K } = this.list[i]!;
    if (airing_W_K <= 0) return;
    const outdoor_K = this.around.sky.temperature_K;
    const isOpen = opensWindows(this.columns.isAired[i] === 1, shut.air_K, outdoor_K);
    this.columns.isAired[i] = isOpen ? 1 : 0;
    if (isOpen) this.airing_W[i] = airingHeat_W(shut.air_K, outdoor_K, airing_W_K, shut.slope_K_W);
  }

  /** True when some building's bus has come alive or died since the last update. */
  hasOtherPower(): boolean {
    const alive = this.alive;
    for (let i = 0; i < this.list.length; i++) {
      const bus = this.list[i]!.rows.bus;
      if (bus >= 0 && alive[bus] !== this.columns.isEnergised[i]) return true;
    }
    return false;
  }

  /** Ports from the needs, from what has power and from what the loops can give. */
  update(): void {
    const { ports, profileValues } = this.around;
    const { alive, columns: c } = this;
    for (let i = 0; i < this.list.length; i++) {
      const b = this.list[i]!;
      const isAlive = b.rows.bus < 0 || alive[b.rows.bus] === 1;
      c.isEnergised[i] = isAlive ? 1 : 0;
      const cooling_W = isAlive ? c.coolingNeed_W[i]! : 0;
      const heating_W = isAlive ? c.heatingNeed_W[i]! : 0;
      let electric_W = isAlive ? this.base_W[i]! : 0;
      let gas_W = b.gas_W * (b.gasProfile >= 0 ? profileValues[b.gasProfile]! : 1);
      if (b.isOnCoolingLoop) ports.set(b.ports.cooling, cooling_W * this.linkShare[b.rows.cooling]!);
      else electric_W += cooling_W / this.cop_1[i]!;
      if (b.heatBy === "loop") ports.set(b.ports.heat, heating_W * this.linkShare[b.rows.heat]!);
      else if (b.heatBy === "gas") gas_W += heating_W / HOUSE_BOILER_1;
      else if (b.heatBy === "power") electric_W += heating_W;
      c.electric_W[i] = electric_W;
      this.wish_W[i] = isAlive ? electric_W : this.wanted_W(i);
      c.gas_kg_s[i] = b.ports.gas >= 0 ? gas_W / NET_CALORIFIC_J_KG : 0;
      ports.set(b.ports.power, -electric_W);
      ports.set(b.ports.reactive, -electric_W * b.reactiveShare_1);
      ports.set(b.ports.water, -c.water_m3_s[i]!);
      ports.set(b.ports.gas, -c.gas_kg_s[i]!);
    }
  }

  /** What a dark building would draw. */
  private wanted_W(i: number): number {
    const b = this.list[i]!;
    const cooling_W = b.isOnCoolingLoop ? 0 : this.columns.coolingNeed_W[i]! / this.cop_1[i]!;
    return this.base_W[i]! + cooling_W + (b.heatBy === "power" ? this.columns.heatingNeed_W[i]! : 0);
  }

  /** After a step: what was delivered moves the temperatures. `isServed`: all that was asked for, whatever the networks say. */
  commit(dt_s: number, isServed = false): void {
    const { sky } = this.around;
    const { loopGiven_W: delivered_W, loopAsked_W: asked_W } = this;
    const c = this.columns;
    const next = this.free;
    const met_1 = (row: number) => {
      const asked = asked_W[row]!;
      return asked > 0 ? Math.min(Math.abs(delivered_W[row]!) / asked, 1) * this.linkShare[row]! : 1;
    };
    for (let i = 0; i < this.list.length; i++) {
      const b = this.list[i]!;
      const isAlive_1 = c.isEnergised[i]!;
      if (!isServed) {
        if (isAlive_1 === 0) c.notServed_J[i]! += this.wish_W[i]! * dt_s;
        bookInterruption(this.booked, i, isAlive_1 === 1, dt_s);
      }
      const cooled_1 = isServed ? 1 : isAlive_1 * (b.isOnCoolingLoop ? met_1(b.rows.cooling) : 1);
      const heated_1 =
        b.heatBy === "none" ? 0 : isServed ? 1 : isAlive_1 * (b.heatBy === "loop" ? met_1(b.rows.heat) : 1);
      const wanted_W = this.cooled_W[i]!;
      const airing_W = this.airing_W[i]!;
      const hvac_W =
        (wanted_W < 0 ? wanted_W * cooled_1 : wanted_W * heated_1) - (b.cooledShare_1 === 0 ? airing_W : 0);
      c.cooled_W[i] = c.coolingNeed_W[i]! * cooled_1;
      this.loopHeat_W[i] = b.heatBy === "loop" ? c.heatingNeed_W[i]! * heated_1 : 0;
      this.loopCold_W[i] = b.isOnCoolingLoop ? c.cooled_W[i]! : 0;
      const t_K = sky.temperature_K;
      zoneStep(b.zone, c.mass_K[i]!, t_K, t_K, this.internal_W[i]!, this.solar_W[i]!, hvac_W, dt_s, next);
      c.air_K[i] = next.air_K;
      c.mass_K[i] = next.mass_K;
      if (b.cooledShare_1 > 0 && b.cooledShare_1 < 1) {
        const heat_W = this.uncooled_W[i]! * heated_1 - airing_W;
        zoneStep(b.zone, c.uncooledMass_K[i]!, t_K, t_K, this.internal_W[i]!, this.solar_W[i]!, heat_W, dt_s, next);
        c.uncooledAir_K[i] = next.air_K;
        c.uncooledMass_K[i] = next.mass_K;
      }
    }
  }
}
