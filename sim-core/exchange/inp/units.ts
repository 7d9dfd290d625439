/**
 * One of each of the file's units in SI, exact by definition (US gallon 3.785411784 L, imperial gallon 4.54609 L,
 * foot 0.3048 m, pound-force by g = 9.80665 m/s2). EPANET's own rounded factors are not used here but in the kernel's
 * set of constants: the model stays SI.
 */
const FOOT_M = 0.3048;
const FOOT3_M3 = FOOT_M * FOOT_M * FOOT_M;
const DAY_S = 86400;

export const FLOW_UNITS_M3_S: Readonly<Record<string, number>> = {
  CFS: FOOT3_M3,
  GPM: 3.785411784e-3 / 60,
  MGD: 3785.411784 / DAY_S,
  IMGD: 4546.09 / DAY_S,
  AFD: (43560 * FOOT3_M3) / DAY_S,
  LPS: 1e-3,
  LPM: 1e-3 / 60,
  MLD: 1000 / DAY_S,
  CMH: 1 / 3600,
  CMD: 1 / DAY_S,
  CMS: 1,
};
const US_FLOWS = new Set(["CFS", "GPM", "MGD", "IMGD", "AFD"]);

/** Pressure as metres of water of 1000 kg/m3 under standard gravity. */
export const PRESSURE_UNITS_M: Readonly<Record<string, number>> = {
  PSI: 6894.757293168361 / 9806.65,
  KPA: 1000 / 9806.65,
  METERS: 1,
  BAR: 1e5 / 9806.65,
  FEET: FOOT_M,
};

export interface InpUnits {
  readonly isUs: boolean;
  readonly flow: string;
  readonly pressure: string;
  readonly flow_m3_s: number;
  readonly pressure_m: number;
  /** Of emitter coefficients: psi or metres, whatever unit of pressure was chosen. */
  readonly emitterPressure_m: number;
  readonly length_m: number;
  /** Pipe and valve diameters: inches or millimetres. */
  readonly diameter_m: number;
  /** Tank diameters: feet or metres. */
  readonly volume_m3: number;
  /** Constant-power pumps: horsepower (550 ft lbf/s) or kilowatts. */
  readonly power_W: number;
  /** Darcy-Weisbach roughness: thousandths of a foot, or millimetres. */
  readonly roughness_m: number;
}

export function inpUnits(flow: string, pressure: string | undefined): InpUnits {
  const isUs = US_FLOWS.has(flow);
  const pressureUnit = pressure ?? (isUs ? "PSI" : "METERS");
  return {
    isUs,
    flow,
    pressure: pressureUnit,
    flow_m3_s: FLOW_UNITS_M3_S[flow]!,
    pressure_m: PRESSURE_UNITS_M[pressureUnit]!,
    emitterPressure_m: PRESSURE_UNITS_M[isUs ? "PSI" : "METERS"]!,
    length_m: isUs ? FOOT_M : 1,
    diameter_m: isUs ? 0.0254 : 1e-3,
    volume_m3: isUs ? FOOT3_M3 : 1,
    power_W: isUs ? 745.6998715822702 : 1000,
    roughness_m: isUs ? FOOT_M * 1e-3 : 1e-3,
  };
}
