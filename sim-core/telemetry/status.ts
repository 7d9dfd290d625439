import type { Quality } from "./sample";

/**
 * OPC UA status codes: 32 bits, kept whole with every value. Bits 31-30 are the severity, the rest of the upper half
 * says why; bit 7 with info type 01 (bit 10) is "overflow": the monitored item's queue lost values before this one.
 * Source: OPC 10000-4 7.39 and OPC 10000-6 Annex A.
 */
export const GOOD = 0;
export const UNCERTAIN_SIMULATED = 0x42090000;

export function statusQuality(status: number): Quality {
  const severity = status >>> 30;
  return severity === 0 ? "good" : severity === 1 ? "uncertain" : "bad";
}

export const hasOverflow = (status: number): boolean => (status & 0x480) === 0x480;
/** The code without its info bits: what a mapping's list of accepted codes is held against. */
export const statusCode = (status: number): number => (status & 0xffff0000) >>> 0;

const NAMES: Readonly<Record<number, string>> = {
  0: "Good",
  9830400: "GoodLocalOverride",
  1083179008: "UncertainLastUsableValue",
  1083244544: "UncertainSubstituteValue",
  1083375616: "UncertainSensorNotAccurate",
  1083441152: "UncertainEngineeringUnitsExceeded",
  1107886080: "UncertainSimulatedValue",
  2150694912: "BadNoCommunication",
  2150760448: "BadWaitingForInitialData",
  2150891520: "BadNodeIdUnknown",
  2150957056: "BadAttributeIdInvalid",
  2151284736: "BadNotReadable",
  2156462080: "BadConfigurationError",
  2156527616: "BadNotConnected",
  2156593152: "BadDeviceFailure",
  2156658688: "BadSensorFailure",
  2156724224: "BadOutOfService",
  2148139008: "BadTimeout",
};
export const statusName = (status: number): string =>
  NAMES[statusCode(status)] ?? `0x${status.toString(16).padStart(8, "0").toUpperCase()}`;
/** A name of the table above, or eight hexadecimal digits after 0x; undefined for anything else. */
export function statusFromText(text: string): number | undefined {
  for (const [code, name] of Object.entries(NAMES)) if (name === text) return Number(code);
  return /^0x[0-9a-fA-F]{8}$/.test(text) ? Number(text) : undefined;
}
