import { type InpContext, numberOf, starts } from "./context";
import type { InpLine, InpSection, SectionName } from "./text";
import { FLOW_UNITS_M3_S, inpUnits, PRESSURE_UNITS_M } from "./units";

export interface InpOptions {
  readonly flowUnits: string;
  readonly pressureUnits: string | undefined;
  readonly headLoss: "hazenWilliams" | "darcyWeisbach" | "chezyManning";
  readonly emitterExponent: number;
  readonly defaultPattern: string;
  /** Where the file says its accuracy, and in what words; null where it leaves it to the format. */
  readonly accuracy: { readonly line: number; readonly text: string } | null;
  /** options.water of the district. */
  readonly fields: Record<string, number | string | boolean>;
}

/** Kinematic viscosity that EPANET's relative viscosity refers to: 1.1e-5 ft2/s. */
export const EPANET_VISCOSITY_M2_S = 1.1e-5 * 0.3048 * 0.3048;

/** [OPTIONS], and the demand multiplier that may stand in [DEMANDS]. */
export function readOptions(
  lines: readonly InpLine[],
  sections: ReadonlyMap<SectionName, InpSection>,
  add: InpContext["add"],
): InpOptions {
  const words = new Map<string, { value: string; line: InpLine }>();
  const KEYS = [
    "DEMAND MULT",
    "DEMAND MODE",
    "MINIMUM PRES",
    "REQUIRED PRES",
    "PRESSURE EXPO",
    "SPECIFIC GRAV",
    "EMITTER EXPO",
    "EMITTER BACK",
    "BACKFLOW",
    "UNITS",
    "PRESSURE",
    "HEADLOSS",
    "VISC",
    "TRIAL",
    "ACCU",
    "UNBA",
    "PATT",
    "CHECKFREQ",
    "MAXCHECK",
    "DAMPLIMIT",
    "HEADERROR",
    "FLOWCHANGE",
  ];
  const IGNORED = ["QUAL", "DIFF", "TOLE", "MAP", "HYDR", "SEGM", "HTOL", "QTOL", "RQTOL", "VERI"];
  for (const line of lines) {
    const text = line.words.join(" ").toUpperCase();
    const key = KEYS.find((k) => text.startsWith(k));
    if (!key) {
      const isKnown = IGNORED.some((k) => text.startsWith(k)) || starts(line.words[0], "SPEC");
      if (isKnown)
        add("note", "notUsed", line.line, {
          element: "[OPTIONS]",
          got: line.words.join(" "),
          hint: "no part of the hydraulics",
        });
      else
        add("warning", "unknownOption", line.line, {
          element: "[OPTIONS]",
          got: line.words.join(" "),
          hint: "left out",
        });
      continue;
    }
    words.set(key, { value: line.words[line.words.length - 1]!, line });
  }
  const choice = (key: string, fallback: string, known: Readonly<Record<string, string>>): string => {
    const found = words.get(key);
    if (!found) return fallback;
    const match = Object.keys(known).find((k) => starts(found.value, k));
    if (match === undefined) {
      add("error", "badOption", found.line.line, {
        element: "[OPTIONS]",
        field: key.toLowerCase(),
        got: found.value,
        want: Object.keys(known).join(", "),
      });
      return fallback;
    }
    return known[match]!;
  };
  const number = (key: string, fallback: number, min: number, max = Number.MAX_VALUE): number => {
    const found = words.get(key);
    if (!found) return fallback;
    const x = numberOf(found.value);
    if (!(x >= min && x <= max)) {
      add("error", "badOption", found.line.line, {
        element: "[OPTIONS]",
        field: key.toLowerCase(),
        got: found.value,
        want: max < 1e300 ? `${min} to ${max}` : `a number >= ${min}`,
      });
      return fallback;
    }
    return x;
  };
  const same = (list: readonly string[]): Record<string, string> => Object.fromEntries(list.map((k) => [k, k]));

  const flowUnits = choice("UNITS", "GPM", { ...same(Object.keys(FLOW_UNITS_M3_S)), SI: "LPS" });
  const pressureUnits: string | undefined = words.has("PRESSURE")
    ? choice("PRESSURE", "", same(Object.keys(PRESSURE_UNITS_M))) || undefined
    : undefined;
  const units = inpUnits(flowUnits, pressureUnits);
  const headLoss = choice("HEADLOSS", "hazenWilliams", {
    "H-W": "hazenWilliams",
    "D-W": "darcyWeisbach",
    "C-M": "chezyManning",
  }) as InpOptions["headLoss"];
  const viscosity = number("VISC", 1, 0);
  const emitterExponent = number("EMITTER EXPO", 0.5, 1e-6);
  const unbalanced = words.get("UNBA")?.line.words ?? [];
  const isContinue = starts(unbalanced[1], "CONT");
  if (unbalanced.length > 0 && !isContinue && !starts(unbalanced[1], "STOP"))
    add("error", "badOption", words.get("UNBA")!.line.line, {
      element: "[OPTIONS]",
      field: "unbalanced",
      got: unbalanced[1] ?? "nothing",
      want: "STOP, CONTINUE",
    });
  const multiplier = [...(sections.get("DEMANDS") ?? [])].find((l) => starts(l.words[0], "MULT"));
  const backflow = words.get("EMITTER BACK") ?? words.get("BACKFLOW");
  const accuracy = number("ACCU", 0.001, 0, 1);
  const demandModel = choice("DEMAND MODE", "fixed", { DDA: "fixed", PDA: "pressureDriven" });
  const isPressureDriven = demandModel === "pressureDriven";
  const [minimum, required] = [number("MINIMUM PRES", 0, 0), number("REQUIRED PRES", 0.1, 0)];
  if (isPressureDriven && !(required - minimum > 0.0999))
    add("warning", "changed", (words.get("REQUIRED PRES") ?? words.get("MINIMUM PRES"))!.line.line, {
      element: "[OPTIONS]",
      field: "required pressure",
      got: String(required),
      want: `at least 0.1 above the minimum pressure ${minimum}`,
      hint: "full demand is met 0.1 ft above the minimum",
    });
  const held = Math.min(0.1, Math.max(1e-5, accuracy));
  if (held !== accuracy)
    add("note", "changed", words.get("ACCU")!.line.line, {
      element: "[OPTIONS]",
      field: "accuracy",
      got: String(accuracy),
      want: "1e-5 to 0.1",
      hint: `taken as ${held}`,
    });
  if (!words.has("UNITS"))
    add("note", "defaulted", lines[0]?.line ?? 0, { element: "[OPTIONS]", field: "units", hint: "taken as GPM" });
  if (!words.has("HEADLOSS"))
    add("note", "defaulted", lines[0]?.line ?? 0, { element: "[OPTIONS]", field: "headloss", hint: "taken as H-W" });

  return {
    flowUnits,
    pressureUnits,
    headLoss,
    emitterExponent,
    defaultPattern: words.get("PATT")?.value ?? "1",
    accuracy: words.has("ACCU")
      ? { line: words.get("ACCU")!.line.line, text: words.get("ACCU")!.line.words.join(" ") }
      : null,
    fields: {
      headLoss,
      constants: "epanet",
      flowUnits,
      pressureUnits: units.pressure,
      specificGravity_1: number("SPECIFIC GRAV", 1, 1e-6),
      viscosity_m2_s:
        viscosity > 1e-3 ? viscosity * EPANET_VISCOSITY_M2_S : viscosity * units.length_m * units.length_m,
      demandMultiplier_1: multiplier ? numberOf(multiplier.words[1]) : number("DEMAND MULT", 1, 0),
      demandModel,
      minimumPressure_m: minimum * units.pressure_m,
      requiredPressure_m: required * units.pressure_m,
      pressureExponent_1: number("PRESSURE EXPO", 0.5, 1e-6),
      emitterExponent_1: emitterExponent,
      emitterBackflow: backflow ? starts(backflow.value, "YES") : true,
      accuracy_1: held,
      maxTrials: number("TRIAL", 200, 1),
      extraTrials: isContinue ? numberOf(unbalanced[2]) || 0 : -1,
      checkFrequency: number("CHECKFREQ", 2, 1),
      maxCheck: number("MAXCHECK", 10, 0),
      dampLimit_1: number("DAMPLIMIT", 0, 0),
      headErrorLimit_m: number("HEADERROR", 0, 0) * units.length_m,
      flowChangeLimit_m3_s: number("FLOWCHANGE", 0, 0) * units.flow_m3_s,
    },
  };
}
