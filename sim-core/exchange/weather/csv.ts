import { humidityAtDewPoint_1 } from "../../model/air";
import { hasErrors, type Issue } from "../../model/issue";
import { DEFAULT_SKY, modelHumidity_1, modelLight, modelWind_m_s, type SkyModel } from "./model";
import { utcOf, type WeatherImport, type WeatherSite } from "./series";

type Quantity = "temperature" | "dewPoint" | "humidity" | "wind" | "global" | "direct" | "diffuse";

/** Header names that are understood, with the factor and offset to SI, and what may stand there (in SI). */
const NAMES: Readonly<Record<string, readonly [Quantity, factor: number, offset: number]>> = {
  temp_c: ["temperature", 1, 273.15],
  temp_air_c: ["temperature", 1, 273.15],
  temperature_c: ["temperature", 1, 273.15],
  temperature_k: ["temperature", 1, 0],
  dew_point_c: ["dewPoint", 1, 273.15],
  rel_humidity_pct: ["humidity", 0.01, 0],
  humidity_pct: ["humidity", 0.01, 0],
  wind_m_s: ["wind", 1, 0],
  wind_km_h: ["wind", 1 / 3.6, 0],
  ghi_w_m2: ["global", 1, 0],
  dni_w_m2: ["direct", 1, 0],
  dhi_w_m2: ["diffuse", 1, 0],
};
const RANGES: Readonly<Record<Quantity, readonly [low: number, high: number, unit: string]>> = {
  temperature: [183, 343, "K"],
  dewPoint: [183, 313, "K"],
  humidity: [0, 1.1, "1"],
  wind: [0, 100, "m/s"],
  global: [-20, 1600, "W/m2"],
  direct: [-20, 1600, "W/m2"],
  diffuse: [-20, 1600, "W/m2"],
};

export interface CsvOptions {
  readonly site: WeatherSite;
  /** UTC offset of stamps that carry none; without it such stamps are an error unless the column is `time_utc`. */
  readonly offset_s?: number;
  /** Only this window (UTC seconds), with one value to spare on both sides. */
  readonly from_s?: number;
  readonly to_s?: number;
  readonly model?: SkyModel;
  /** Longest gap that straight lines may bridge. */
  readonly mostGap_s?: number;
  /** Said instead of the file's name. */
  readonly source?: string;
}

/**
 * Weather from a table with a header: a time column (`time`, `time_utc`, `time_local`, any `time_*`) of ISO 8601 stamps
 * at equal steps, and any of the columns above. What the table does not have is modelled and named.
 */
export function readWeatherCsv(text: string, file: string, options: CsvOptions): WeatherImport {
  const issues: Issue[] = [];
  const error = (line: number, field: string, got: string, want: string, hint?: string) =>
    issues.push({ severity: "error", code: "weatherCsv", file, line, field, got, want, hint });
  const failed = (): WeatherImport => ({ weather: null, issues, modelled: [] });
  const lines = text.split(/\r?\n/);
  const header = (lines[0] ?? "").split(",").map((name) => name.trim().toLowerCase());
  const timeAt = header.findIndex((name) => name === "time" || name.startsWith("time_"));
  if (timeAt < 0)
    error(1, "header", header.join(",").slice(0, 60) || "nothing", "a column time, time_utc or time_local");
  const columns = header.flatMap((name, at) => (NAMES[name] ? [{ at, quantity: NAMES[name]![0], name }] : []));
  if (!columns.some((c) => c.quantity === "temperature"))
    error(1, "header", header.join(",").slice(0, 60) || "nothing", "a temperature column such as temp_c");
  if (issues.length > 0) return failed();

  const isUtc = header[timeAt] === "time_utc";
  const from_s = options.from_s ?? Number.NEGATIVE_INFINITY;
  const to_s = options.to_s ?? Number.POSITIVE_INFINITY;
  const times: number[] = [];
  const rows: Partial<Record<Quantity, number>>[] = [];
  const numbers: number[] = [];
  for (let i = 1; i < lines.length && issues.length <= 20; i++) {
    if (lines[i]!.trim() === "") continue;
    const cells = lines[i]!.split(",");
    const stamp = cells[timeAt] ?? "";
    const utc_s = stampSeconds(stamp, isUtc ? 0 : options.offset_s);
    if (typeof utc_s === "string") {
      error(i + 1, "time", stamp, utc_s);
      continue;
    }
    if (utc_s < from_s - 86_400 || utc_s > to_s + 86_400) continue;
    const before = times[times.length - 1];
    if (before !== undefined && utc_s <= before) {
      error(
        i + 1,
        "time",
        stamp,
        "later than the line before",
        "repeated or out of order; is there a change of clock?",
      );
      continue;
    }
    const row: Partial<Record<Quantity, number>> = {};
    for (const column of columns) {
      const cell = (cells[column.at] ?? "").trim();
      if (cell === "") continue;
      const [, factor, offset] = NAMES[column.name]!;
      const value = Number(cell) * factor + offset;
      const [low, high, unit] = RANGES[column.quantity];
      if (Number.isNaN(value)) error(i + 1, column.name, cell, "a number");
      else if (value < low || value > high)
        error(
          i + 1,
          column.name,
          `${cell} (${value.toFixed(2)} ${unit})`,
          `${low} to ${high} ${unit}`,
          "is the unit right?",
        );
      else row[column.quantity] = value;
    }
    times.push(utc_s);
    rows.push(row);
    numbers.push(i + 1);
  }
  if (!hasErrors(issues) && times.length < 2)
    error(
      lines.length,
      "data",
      `${times.length} lines in the window`,
      "at least 2",
      "does the file cover the days asked for?",
    );
  if (hasErrors(issues)) return failed();

  const step_s = times[1]! - times[0]!;
  const mostGap_s = options.mostGap_s ?? 3 * 3600;
  for (let k = 1; k < times.length; k++) {
    const gap_s = times[k]! - times[k - 1]!;
    if (gap_s % step_s !== 0)
      error(numbers[k]!, "time", `${gap_s} s after the line before`, `a multiple of ${step_s} s`);
    else if (gap_s > mostGap_s) error(numbers[k]!, "time", `a gap of ${gap_s} s`, `at most ${mostGap_s} s`);
    else if (gap_s > step_s)
      issues.push({
        severity: "note",
        code: "gap",
        file,
        line: numbers[k]!,
        got: `${gap_s} s without a line`,
        hint: "straight lines bridge it",
      });
  }
  if (hasErrors(issues)) return failed();

  const count = (times[times.length - 1]! - times[0]!) / step_s + 1;
  const grid = Array.from({ length: count }, (_, k) => times[0]! + k * step_s);
  const modelled: string[] = [];
  const spread = (quantity: Quantity): number[] | null => {
    const known = rows.flatMap((row, k) => (row[quantity] === undefined ? [] : [[times[k]!, row[quantity]!] as const]));
    if (known.length === 0) return null;
    for (let k = 1; k < known.length; k++)
      if (known[k]![0] - known[k - 1]![0] > mostGap_s)
        error(
          numbers[times.indexOf(known[k]![0])]!,
          quantity,
          `nothing for ${known[k]![0] - known[k - 1]![0]} s`,
          `at most ${mostGap_s} s`,
        );
    let next = 0;
    return grid.map((t) => {
      while (next < known.length && known[next]![0] < t) next++;
      const b = known[Math.min(next, known.length - 1)]!;
      const a = known[Math.max(Math.min(next, known.length) - 1, 0)]!;
      return b[0] <= a[0] || t >= b[0] ? b[1] : a[1] + ((b[1] - a[1]) * (t - a[0])) / (b[0] - a[0]);
    });
  };

  const model = options.model ?? DEFAULT_SKY;
  const temperature_K = spread("temperature");
  if (!temperature_K) {
    error(2, "temperature", "no value", "a number in every line");
    return failed();
  }
  const dewPoint_K = spread("dewPoint");
  let relativeHumidity_1 = spread("humidity")?.map((v) => Math.min(v, 1)) ?? null;
  if (!relativeHumidity_1 && dewPoint_K)
    relativeHumidity_1 = temperature_K.map((t, k) => humidityAtDewPoint_1(t, dewPoint_K[k]!));
  if (!relativeHumidity_1) {
    modelled.push(`relativeHumidity_1: constant dew point of ${(model.dewPoint_K - 273.15).toFixed(1)} C`);
    relativeHumidity_1 = temperature_K.map((t) => modelHumidity_1(t, model));
  }
  let wind_m_s = spread("wind");
  if (!wind_m_s) {
    modelled.push(`wind_m_s: ${model.nightWind_m_s} m/s at night to ${model.dayWind_m_s} m/s in the afternoon`);
    wind_m_s = grid.map((t) => modelWind_m_s(t, options.site, model));
  }
  const light = (["global", "direct", "diffuse"] as const).map(spread);
  if (light.some((values) => !values))
    modelled.push(`global, direct, diffuse: cloudless sky at the site, Linke turbidity ${model.turbidity_1}`);
  const sky = light.every(Boolean) ? null : grid.map((t) => modelLight(t, options.site, model));
  const lightOf = (values: readonly number[] | null, name: "global_W_m2" | "direct_W_m2" | "diffuse_W_m2") =>
    sky ? sky.map((l) => l[name]) : values!.map((v) => Math.max(v, 0));
  if (hasErrors(issues)) return failed();
  for (const name of modelled)
    issues.push({ severity: "note", code: "modelled", file, field: name.split(":")[0]!, got: "no column", hint: name });
  const said = options.source ?? file;
  return {
    issues,
    modelled,
    weather: {
      source: modelled.length > 0 ? `${said}; modelled: ${modelled.map((m) => m.split(":")[0]).join(", ")}` : said,
      isMeasured: true,
      start_s: grid[0]!,
      step_s,
      temperature_K,
      relativeHumidity_1,
      wind_m_s,
      global_W_m2: lightOf(light[0]!, "global_W_m2"),
      direct_W_m2: lightOf(light[1]!, "direct_W_m2"),
      diffuse_W_m2: lightOf(light[2]!, "diffuse_W_m2"),
    },
  };
}

/** UTC seconds of an ISO 8601 stamp, or what was wanted instead. */
function stampSeconds(stamp: string, offset_s: number | undefined): number | string {
  const match = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:?\d\d)?$/.exec(stamp.trim());
  if (!match) return "an ISO 8601 stamp such as 2014-01-14T13:30:00Z";
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59) return "a date of the calendar";
  const zone = match[7];
  let shift_s = offset_s;
  if (zone === "Z") shift_s = 0;
  else if (zone) shift_s = (zone[0] === "-" ? -1 : 1) * (Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(-2)) * 60);
  if (shift_s === undefined) return "an offset in the stamp, a column time_utc, or --utc-offset";
  return utcOf(year, month, day, hour * 3600 + minute * 60 + second) - shift_s;
}
