/**
 * From SI to the unit that the reader expects, and from a number to text. Display only: nothing computed from these
 * values goes back into the model. Factors are exact by definition (SI prefixes; 0 °C = 273.15 K; 1 kWh = 3.6 MJ;
 * 1 bar = 100 kPa).
 */
export interface DisplayUnit {
  readonly unit: string;
  /** shown = value * factor + offset */
  readonly factor: number;
  readonly offset: number;
}

const scaled = (unit: string, factor: number, offset = 0): DisplayUnit => ({ unit, factor, offset });

/** Pa reads differently from trade to trade: kPa for water, mbar for gas below 1 bar, bar for circulation. */
const PRESSURE: Readonly<Record<string, DisplayUnit>> = {
  water: scaled("kPa", 1e-3),
  gas: scaled("mbar", 1e-2),
  heat: scaled("bar", 1e-5),
};

/** W, var, VA, J steps: kilo below a million, mega from there on. */
const BY_SIZE: Readonly<Record<string, readonly [small: DisplayUnit, large: DisplayUnit, limit: number]>> = {
  W: [scaled("kW", 1e-3), scaled("MW", 1e-6), 1e6],
  var: [scaled("kvar", 1e-3), scaled("Mvar", 1e-6), 1e6],
  VA: [scaled("kVA", 1e-3), scaled("MVA", 1e-6), 1e6],
  J: [scaled("kWh", 1 / 3.6e6), scaled("MWh", 1 / 3.6e9), 3.6e9],
};

/**
 * The unit in which a quantity is shown.
 * unit: SI as in the layout ("m3/s"); trade: the table it belongs to; name: its column or field name;
 * size: the largest magnitude to be shown, which picks kilo or mega.
 */
export function displayUnit(unit: string, trade = "", name = "", size = 0): DisplayUnit {
  const steps = BY_SIZE[unit];
  if (steps) return size >= steps[2] ? steps[1] : steps[0];
  switch (unit) {
    case "Pa":
      if (trade === "gas" && size >= 1e5) return PRESSURE.heat;
      return PRESSURE[trade] ?? scaled("kPa", 1e-3);
    case "m3/s":
      return scaled("L/s", 1e3);
    case "kg/s":
      return trade === "gas" || name.startsWith("co2") || name.startsWith("gas")
        ? scaled("kg/h", 3600)
        : scaled("kg/s", 1);
    case "K":
      return /[dD]rop|[dD]ifference/.test(name) ? scaled("K", 1) : scaled("°C", 1, -273.15);
    case "V":
      return scaled("kV", 1e-3);
    case "rad":
      return scaled("°", 180 / Math.PI);
    case "s":
      return size >= 7200 ? scaled("h", 1 / 3600) : size >= 120 ? scaled("min", 1 / 60) : scaled("s", 1);
    case "m":
      return /^(outerD|d)iameter_/.test(name) || name.startsWith("roughness_") ? scaled("mm", 1e3) : scaled("m", 1);
    case "1":
      if (
        /^(voltage|loading|share|command|relativeHumidity|.*[eE]fficiency|.*[sS]hare|.*Load|minVoltage|maxVoltage)_/.test(
          name,
        )
      ) {
        return scaled("%", 100);
      }
      return scaled("", 1);
    default:
      return scaled(unit.replace("ohm", "Ω").replace("2", "²").replace("3", "³"), 1);
  }
}

export const toDisplay = (value: number, shown: DisplayUnit): number => value * shown.factor + shown.offset;

/** What somebody typed in the shown unit, in SI: the other half of the display door. */
export const fromDisplay = (typed: number, shown: DisplayUnit): number => (typed - shown.offset) / shown.factor;

/** A difference has no zero point: 3 °C warmer is 3 K. */
export const differenceUnit = (shown: DisplayUnit): DisplayUnit => ({
  unit: shown.unit === "°C" ? "K" : shown.unit,
  factor: shown.factor,
  offset: 0,
});

/** Narrow no-break space: groups thousands and binds a number to its unit. */
export const THIN = "\u202f";

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Three significant digits at least, thousands grouped, a true minus; a dash for what is absent. */
export function numberText(value: number, digits = 3): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size > 0 && size < 1e-3) {
    const [mantissa, exponent] = size.toExponential(digits - 1).split("e");
    const raised = [...exponent].map((c) => (c === "-" ? "⁻" : (SUPERSCRIPTS[Number(c)] ?? ""))).join("");
    return `${value < 0 ? "−" : ""}${mantissa}${THIN}×${THIN}10${raised}`;
  }
  let whole = 0;
  for (let limit = 1; size >= limit && whole < 15; limit *= 10) whole++;
  if (whole === 0) for (let limit = 0.1; size < limit && whole > -3; limit /= 10) whole--;
  // whole numbers stay whole: 24 h, not 24.0 h
  const decimals = Number.isInteger(size) ? 0 : Math.max(0, Math.min(6, digits - whole));
  const text = size.toFixed(decimals);
  const [head, tail] = text.split(".");
  const grouped = head.replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
  const isZero = !/[1-9]/.test(text);
  return `${value < 0 && !isZero ? "−" : ""}${grouped}${tail ? `.${tail}` : ""}`;
}

/** "452 kPa": value in SI, shown in the reader's unit. */
export function quantityText(value: number, unit: string, trade = "", name = ""): string {
  const shown = displayUnit(unit, trade, name, Math.abs(value));
  const number = numberText(toDisplay(value, shown));
  return shown.unit && number !== "–" ? `${number}${THIN}${shown.unit}` : number;
}

/** The unit that the suffix of a field's name states: `diameter_m` -> m, `flow_m3_s` -> m3/s. */
const SUFFIX_UNITS: Readonly<Record<string, string>> = {
  "1": "1",
  m3_s: "m3/s",
  kg_s: "kg/s",
  m_s: "m/s",
  W_m2: "W/m2",
  W_K: "W/K",
  J_K: "J/K",
  W_m_K: "W/(m K)",
  W_m2_K: "W/(m2 K)",
  "1_s": "1/s",
  "1_day": "1/day",
  "1_K": "1/K",
  m3_J: "m3/J",
  deg: "°",
};
export function unitOfName(name: string): string {
  const cut = name.indexOf("_");
  if (cut < 0) return "";
  const suffix = name.slice(cut + 1);
  return SUFFIX_UNITS[suffix] ?? suffix.replaceAll("_", "/");
}

/** `supplySet_K` -> "Supply set". */
export function nameLabel(name: string): string {
  const cut = name.indexOf("_");
  const words = (cut < 0 ? name : name.slice(0, cut)).replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  const sentence = words.charAt(0).toUpperCase() + words.slice(1);
  return sentence
    .replace(/\bco2\b/i, "CO₂")
    .replace(/\bcop\b/, "COP")
    .replace(/\bac\b/i, "AC");
}
