import type { District } from "../../../model/district";
import type { WaterSchedule } from "../../../model/schedule";
import { numberText, plain, times, timeText } from "../number";
import { EPANET_VISCOSITY_M2_S } from "../options";
import type { InpUnits } from "../units";
import type { Row } from "./row";

const FORMULA: Readonly<Record<string, string>> = { hazenWilliams: "H-W", darcyWeisbach: "D-W", chezyManning: "C-M" };

/** A file's default pattern is no part of the model, whose demands name theirs: a document keeps its own. */
export const DEFAULT_PATTERN = "default pattern";

/** [OPTIONS] as far as hydraulics read them, and the whole-network lines of [ENERGY]. */
export function optionRows(district: District, u: InpUnits): Row[] {
  const o = district.options.water ?? {};
  const rows: Row[] = [];
  const put = (name: string, value: string): void => {
    rows.push({ owner: "options", section: "OPTIONS", words: [...name.split(" "), value] });
  };
  const number = (name: string, field: string, fallback: number, toSi = plain): void =>
    put(name, numberText(Number(o[field] ?? fallback), toSi));
  put("Units", u.flow);
  put("Pressure", u.pressure);
  put("Headloss", FORMULA[String(o.headLoss ?? "hazenWilliams")]!);
  const unnamed = freePattern(district);
  if (unnamed !== null) rows.push({ owner: DEFAULT_PATTERN, section: "OPTIONS", words: ["Pattern", unnamed] });
  number("Specific Gravity", "specificGravity_1", 1);
  // Above 1e-3 the number is a multiple of EPANET's water, below it is a viscosity.
  const viscosity = Number(o.viscosity_m2_s ?? EPANET_VISCOSITY_M2_S);
  const relative = numberText(viscosity, times(EPANET_VISCOSITY_M2_S));
  put("Viscosity", Number(relative) > 1e-3 ? relative : numberText(viscosity, (x) => x * u.length_m * u.length_m));
  number("Demand Multiplier", "demandMultiplier_1", 1);
  put("Demand Model", o.demandModel === "pressureDriven" ? "PDA" : "DDA");
  number("Minimum Pressure", "minimumPressure_m", 0, times(u.pressure_m));
  number("Required Pressure", "requiredPressure_m", 0.1 * u.pressure_m, times(u.pressure_m));
  number("Pressure Exponent", "pressureExponent_1", 0.5);
  number("Emitter Exponent", "emitterExponent_1", 0.5);
  put("Backflow Allowed", o.emitterBackflow === false ? "NO" : "YES");
  number("Accuracy", "accuracy_1", 1e-3);
  number("Trials", "maxTrials", 200);
  const extra = Number(o.extraTrials ?? -1);
  if (extra >= 0) put("Unbalanced Continue", String(extra));
  else put("Unbalanced", "Stop");
  number("CheckFreq", "checkFrequency", 2);
  number("MaxCheck", "maxCheck", 10);
  number("DampLimit", "dampLimit_1", 0);
  number("HeadError", "headErrorLimit_m", 0, times(u.length_m));
  number("FlowChange", "flowChangeLimit_m3_s", 0, times(u.flow_m3_s));

  const energy = (words: string[]): void => {
    rows.push({ owner: "energy", section: "ENERGY", words });
  };
  if (o.efficiency_1 !== undefined)
    energy(["Global", "Efficiency", numberText(Number(o.efficiency_1), (x) => x / 100)]);
  if (o.energyPrice !== undefined) energy(["Global", "Price", String(o.energyPrice)]);
  if (o.energyPriceProfile !== undefined) energy(["Global", "Pattern", String(o.energyPriceProfile)]);
  if (o.demandCharge !== undefined) energy(["Demand", "Charge", String(o.demandCharge)]);
  return rows;
}

/** Where a demand has no pattern although there is one called "1", the default pattern must be none that exists. */
function freePattern(district: District): string | null {
  const known = new Set(district.profiles.map((p) => p.id));
  const isBare = district.elements.some(
    (e) =>
      e.kind === "waterJunction" &&
      (Array.isArray(e.fields.demands_m3_s)
        ? String(e.fields.demandProfiles ?? "-")
            .split(" ")
            .some((p) => p === "-" || p === "")
        : e.fields.profile === undefined),
  );
  if (!isBare || !known.has("1")) return null;
  let k = 0;
  while (known.has(`none${k}`)) k++;
  return `none${k}`;
}

export function timeRows(s: WaterSchedule): Row[] {
  const put = (name: string, time_s: number): Row => ({
    owner: "times",
    section: "TIMES",
    words: [...name.split(" "), timeText(time_s)],
  });
  return [
    put("Duration", s.duration_s),
    put("Hydraulic Timestep", s.hydraulicStep_s),
    put("Pattern Timestep", s.patternStep_s),
    put("Pattern Start", s.patternStart_s),
    put("Report Timestep", s.reportStep_s),
    put("Rule Timestep", s.ruleStep_s),
    put("Start ClockTime", s.startClock_s),
  ];
}
