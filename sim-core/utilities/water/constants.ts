import type { District } from "../../model/district";
import type { FieldValue } from "../../model/element";

/**
 * The set of constants a network is solved with. "k" is its own unit of length and flow: metre and m3/s for native
 * districts, foot and cfs for imported files, whose references were computed with EPANET's rounded factors
 * (1 cfs = 448.831 gpm = 28.317 L/s, 0.4333 psi/ft, g = 32.2 ft/s2); exact SI differs by more than their tolerances.
 */
export interface Constants {
  readonly isNative: boolean;
  /** Zones that no source reaches are held and named, and a state out of balance is refused; else all as EPANET does. */
  readonly isStrict: boolean;
  /** k of length for one metre, of flow for one m3/s, of tank volume for one m3. */
  readonly length_k: number;
  readonly flow_k: number;
  readonly volume_k: number;
  /** k of head for one metre of pressure head (the model's setting_m); not length_k where a file writes psi. */
  readonly pressure_k: number;
  /** The same for emitters, whose coefficients have a unit of pressure of their own. */
  readonly emitterPressure_k: number;
  /** Pascals shown for one k of pressure head. */
  readonly headToPressure_Pa: number;
  readonly hazenWilliams: number;
  readonly manning: number;
  readonly gravity_k: number;
  /** 8 / (g pi2) as the set has it. */
  readonly throttle: number;
  /** k of head times k of flow for one watt of water power. */
  readonly power_k: number;
  /** Watts of one k of head times one k of flow. */
  readonly powerToSi_W: number;
  /** 0.6 sqrt(2 g), the orifice factor of leaks, times the k of area for one m2. */
  readonly orifice: number;
  /** The same for the growth of a leak's area with head. */
  readonly orificeGrowth: number;
  readonly headTolerance: number;
  readonly flowTolerance: number;
  readonly lowSlope: number;
  readonly bigSlope: number;
  readonly closedSlope: number;
  readonly restSlope: number;
  readonly smallSlope: number;
  readonly tinyFlow: number;
}

const FOOT = 0.3048;
const FOOT3 = FOOT * FOOT * FOOT;
/** Each unit of flow: its number in one cubic foot a second as EPANET rounds it, and its exact m3/s. */
const FLOW_UNITS: Readonly<Record<string, readonly [perCfs: number, exact_m3_s: number, isUs: boolean]>> = {
  CFS: [1, FOOT3, true],
  GPM: [448.831, 3.785411784e-3 / 60, true],
  MGD: [0.64632, 3785.411784 / 86400, true],
  IMGD: [0.5382, 4546.09 / 86400, true],
  AFD: [1.9837, (43560 * FOOT3) / 86400, true],
  LPS: [28.317, 1e-3, false],
  LPM: [1699, 1e-3 / 60, false],
  MLD: [2.4466, 1000 / 86400, false],
  CMH: [101.94, 1 / 3600, false],
  CMD: [2446.6, 1 / 86400, false],
  CMS: [0.028317, 1, false],
};
/** Each unit of pressure: its number for one foot of water as EPANET rounds it, and its exact column of water. */
const PRESSURE_UNITS: Readonly<Record<string, readonly [perFoot: number, exact_m: number]>> = {
  PSI: [0.4333, 6894.757293168361 / 9806.65],
  KPA: [6.895 * 0.4333, 1000 / 9806.65],
  BAR: [0.06895 * 0.4333, 1e5 / 9806.65],
  FEET: [1, FOOT],
  METERS: [FOOT, 1],
};
const STANDARD_GRAVITY = 9.80665;
const WATER_DENSITY = 1000;

type Options = Readonly<Record<string, FieldValue>>;

export function constantsOf(district: District): Constants {
  const options = district.options.water ?? {};
  return options.constants === "epanet" ? epanet(options) : si(options);
}

function epanet(options: Options): Constants {
  const [perCfs, exact_m3_s, isUs] = FLOW_UNITS[String(options.flowUnits)] ?? FLOW_UNITS.GPM!;
  const [perFoot, exact_m] = PRESSURE_UNITS[String(options.pressureUnits)] ?? PRESSURE_UNITS[isUs ? "PSI" : "METERS"]!;
  const specificGravity = Number(options.specificGravity_1 ?? 1);
  // Heights of the liquid itself do not know its weight.
  const isHeight = exact_m === FOOT || exact_m === 1;
  const perHead = perFoot * (isHeight ? 1 : specificGravity);
  const [psiPerFoot, psi_m] = PRESSURE_UNITS.PSI!;
  return {
    isNative: false,
    isStrict: false,
    length_k: 1 / FOOT,
    flow_k: 1 / exact_m3_s / perCfs,
    volume_k: 1 / FOOT3,
    pressure_k: 1 / exact_m / perHead,
    emitterPressure_k: isUs ? 1 / psi_m / (psiPerFoot * specificGravity) : 1 / FOOT,
    headToPressure_Pa: perFoot * specificGravity * exact_m * 9806.65,
    hazenWilliams: 4.727,
    manning: 1.49,
    gravity_k: 32.2,
    throttle: 0.02517,
    // One horsepower is 8.814 ft cfs of water. EPANET 2.3 turns the kilowatts of a metric file into
    // horsepower twice over.
    power_k: isUs ? 8.814 / 745.6998715822702 : 8.814 / (1000 * 0.7457 * 0.7457),
    powerToSi_W: (specificGravity / 8.814) * 745.7,
    orifice: 4.8149866 / (FOOT * FOOT),
    orificeGrowth: 4.8149866 / FOOT,
    headTolerance: 0.0005,
    flowTolerance: 1e-4,
    lowSlope: 1e-7,
    bigSlope: 1e8,
    closedSlope: 1e8,
    restSlope: 1e8,
    smallSlope: 1e-6,
    tinyFlow: 1e-6,
  };
}

/**
 * A set as a coupled run takes it. EPANET's closed link lets a foot through at 1e-8 cfs: 3e-8 m3/s at 100 ft that no
 * ledger finds again. So much less of it here, as in native districts (1e13 and 1e11 s/m2). And a loss that is straight
 * only up to 1e-7 ft/cfs puts 1e7 beside that: flows then stop changing at 5e-7 of their sum, and balance no better.
 * Straight up to 1e-4 s/m2 a loss is wrong by less than 1e-6 m at 0.01 m3/s, and flows settle to 1e-9. A breaker's flow
 * is the difference of two products with the weight that holds a loss: at 1e8 it never comes nearer than 1e-6; at 1e6
 * it does, and a setting is held to 1e-6 ft for each cfs.
 */
export function coupled(c: Constants): Constants {
  if (c.isNative) return c;
  const perSlope = c.length_k / c.flow_k;
  return {
    ...c,
    isStrict: true,
    closedSlope: 1e13 * perSlope,
    restSlope: 1e11 * perSlope,
    lowSlope: 1e-4 * perSlope,
    smallSlope: 1e-4 * perSlope,
    bigSlope: 1e6,
  };
}

/** Exact constants; the limits above in m and m3/s. */
function si(options: Options): Constants {
  const slope = FOOT / FOOT3;
  const specificGravity = Number(options.specificGravity_1 ?? 1);
  const weight = WATER_DENSITY * specificGravity * STANDARD_GRAVITY;
  const orifice = 0.6 * Math.sqrt(2 * STANDARD_GRAVITY);
  return {
    isNative: true,
    isStrict: true,
    length_k: 1,
    flow_k: 1,
    volume_k: 1,
    pressure_k: 1 / specificGravity,
    emitterPressure_k: 1 / specificGravity,
    headToPressure_Pa: weight,
    // 4.727 in ft and cfs carried over: times 0.3048^4.871 / 0.3048^(3 * 1.852).
    hazenWilliams: 10.666829488930052,
    manning: 1,
    gravity_k: STANDARD_GRAVITY,
    throttle: 8 / (STANDARD_GRAVITY * Math.PI * Math.PI),
    power_k: 1 / weight,
    powerToSi_W: weight,
    orifice,
    orificeGrowth: orifice,
    headTolerance: 0.0005 * FOOT,
    flowTolerance: 1e-4 * FOOT3,
    // 1e-7 ft/cfs would put 1e6 into the matrix beside the 1e-11 of a closed link: more digits than there are. A loss
    // that is straight up to a slope of 1e-3 s/m2 is wrong by less than 1e-5 m at 0.01 m3/s.
    lowSlope: 1e-3,
    bigSlope: 1e8 * slope,
    // 1e8 would let 5e-8 m3/s through a closed valve at 50 m; mass is to close to 1e-9.
    closedSlope: 1e13,
    restSlope: 1e11,
    smallSlope: 1e-3,
    tinyFlow: 1e-6 * FOOT3,
  };
}
