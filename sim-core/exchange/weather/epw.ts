import { humidityAtDewPoint_1 } from "../../model/air";
import type { Issue } from "../../model/issue";
import { hasErrors } from "../../model/issue";
import { utcOf, type WeatherImport, type WeatherSite } from "./series";

/** Column of a data line, the code that means "missing", and what may stand there. */
const COLUMNS = {
  temperature: { at: 6, missing: 99.9, range: [-90, 70], unit: "C" },
  dewPoint: { at: 7, missing: 99.9, range: [-90, 70], unit: "C" },
  humidity: { at: 8, missing: 999, range: [0, 110], unit: "%" },
  global: { at: 13, missing: 9999, range: [0, 1500], unit: "Wh/m2" },
  direct: { at: 14, missing: 9999, range: [0, 1500], unit: "Wh/m2" },
  diffuse: { at: 15, missing: 9999, range: [0, 1500], unit: "Wh/m2" },
  wind: { at: 21, missing: 999, range: [0, 60], unit: "m/s" },
} as const;
type Name = keyof typeof COLUMNS;

/**
 * EnergyPlus weather file: eight header lines, then one line an hour; hour 1 is 00:00-01:00 in local standard time.
 * Temperatures stand for the end of the hour, radiation is its sum: it is placed in the middle, half an hour before.
 * A typical year has months from several years; all are read as one year, that of the first line.
 * Source: EnergyPlus Auxiliary Programs, "EnergyPlus Weather File (EPW) Data Dictionary".
 */
export function readEpw(
  text: string,
  file = "weather.epw",
): WeatherImport & { readonly site: (WeatherSite & { readonly offset_s: number }) | null } {
  const issues: Issue[] = [];
  const lines = text.split(/\r?\n/);
  const fail = (line: number, field: string, got: string, want: string, hint?: string) =>
    issues.push({ severity: "error", code: "epw", file, line, field, got, want, hint });

  const location = lines[0]?.split(",") ?? [];
  if (location[0] !== "LOCATION" || location.length < 10) {
    fail(
      1,
      "header",
      (lines[0] ?? "").slice(0, 40) || "nothing",
      "LOCATION,city,...,latitude,longitude,zone,elevation",
      "is this an EPW file, and unpacked?",
    );
    return { weather: null, issues, modelled: [], site: null };
  }
  const [latitude_deg, longitude_deg, zone_h, elevation_m] = location.slice(6, 10).map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const bounds: [string, number, number, number][] = [
    ["latitude", latitude_deg, -90, 90],
    ["longitude", longitude_deg, -180, 180],
    ["time zone", zone_h, -12, 14],
    ["elevation", elevation_m, -1000, 9999.9],
  ];
  for (const [field, value, low, high] of bounds)
    if (!(value >= low && value <= high)) fail(1, field, String(value), `${low} to ${high}`);
  const start = lines.findIndex((line) => line.startsWith("DATA PERIODS"));
  if (start < 0) {
    fail(Math.min(8, lines.length), "header", "no DATA PERIODS", "DATA PERIODS before the data");
    return { weather: null, issues, modelled: [], site: null };
  }
  const perHour = Number(lines[start]!.split(",")[2]);
  if (perHour !== 1) fail(start + 1, "intervals per hour", String(perHour), "1");

  const values = Object.fromEntries(Object.keys(COLUMNS).map((name) => [name, [] as number[]])) as Record<
    Name,
    number[]
  >;
  const holes: Partial<Record<Name, number>> = {};
  let year = 0;
  let month = 0;
  let day = 0;
  for (let i = start + 1; i < lines.length; i++) {
    if (lines[i]!.trim() === "") continue;
    const cells = lines[i]!.split(",");
    if (cells.length < 22) {
      fail(i + 1, "columns", String(cells.length), "at least 22", "a line was cut short");
      break;
    }
    if (values.temperature.length === 0) [year, month, day] = cells.slice(0, 3).map(Number) as [number, number, number];
    const expected = (values.temperature.length % 24) + 1;
    if (Number(cells[3]) !== expected) {
      fail(i + 1, "hour", cells[3]!, String(expected), "a line is missing or out of order");
      break;
    }
    for (const name of Object.keys(COLUMNS) as Name[]) {
      const spec = COLUMNS[name];
      const value = cells[spec.at]!.trim() === "" ? Number.NaN : Number(cells[spec.at]);
      if (Number.isNaN(value) && cells[spec.at]!.trim() !== "")
        fail(i + 1, name, cells[spec.at]!, `a number in ${spec.unit}`);
      const isMissing = Number.isNaN(value) || Math.abs(value) >= spec.missing;
      if (isMissing) holes[name] = (holes[name] ?? 0) + 1;
      else if (value < spec.range[0] || value > spec.range[1])
        fail(i + 1, name, `${value} ${spec.unit}`, `${spec.range[0]} to ${spec.range[1]} ${spec.unit}`);
      values[name].push(isMissing ? Number.NaN : value);
    }
    if (issues.length > 20) break;
  }
  if (values.temperature.length === 0 && !hasErrors(issues)) fail(start + 1, "data", "no lines", "8760 lines");
  if (hasErrors(issues)) return { weather: null, issues, modelled: [], site: null };

  const modelled: string[] = [];
  // Missing humidity follows from the dew point before it is bridged.
  for (let k = 0; k < values.humidity.length; k++)
    if (Number.isNaN(values.humidity[k]!) && !Number.isNaN(values.dewPoint[k]!))
      values.humidity[k] = 100 * humidityAtDewPoint_1(values.temperature[k]! + 273.15, values.dewPoint[k]! + 273.15);
  for (const [name, fallback] of [
    ["temperature", Number.NaN],
    ["humidity", 50],
    ["wind", 2],
    ["global", 0],
    ["direct", 0],
    ["diffuse", 0],
  ] as const) {
    const missing = bridge(values[name], fallback);
    if (missing === "all")
      modelled.push(`${name}: ${Number.isNaN(fallback) ? "absent" : `${fallback} ${COLUMNS[name].unit} throughout`}`);
    if ((holes[name] ?? 0) > 0)
      issues.push({
        severity: "note",
        code: "missing",
        file,
        field: name,
        got: `${holes[name]} hours missing`,
        want: "none",
        hint: missing === "all" ? "a default stands in" : "straight lines bridge them",
      });
  }
  if (modelled.some((m) => m.startsWith("temperature"))) {
    fail(start + 2, "temperature", "missing codes only", "a temperature");
    return { weather: null, issues, modelled, site: null };
  }
  const count = values.temperature.length;
  // Radiation is the sum of the hour before: at the hour itself stands the mean of the hours before and after.
  const centred = (list: readonly number[]) =>
    list.map((v, k) => 0.5 * (v + (list[k + 1] ?? (count % 8760 === 0 ? list[0]! : v))));
  const notAbove = (list: readonly number[], most: number) => list.map((v) => Math.min(v, most));
  return {
    site: { latitude_deg, longitude_deg, elevation_m, offset_s: zone_h * 3600 },
    issues,
    modelled,
    weather: {
      source: `EPW ${location[1]!.trim()} (${file})`,
      isMeasured: true,
      start_s: utcOf(year, month, day, 3600 - zone_h * 3600),
      step_s: 3600,
      temperature_K: values.temperature.map((v) => v + 273.15),
      relativeHumidity_1: notAbove(
        values.humidity.map((v) => v / 100),
        1,
      ),
      wind_m_s: values.wind,
      global_W_m2: centred(values.global),
      direct_W_m2: centred(values.direct),
      diffuse_W_m2: centred(values.diffuse),
    },
  };
}

/** Fills gaps by straight lines between their neighbours. */
function bridge(values: number[], fallback: number): "none" | "some" | "all" {
  const known = values.findIndex((v) => !Number.isNaN(v));
  if (known < 0) {
    values.fill(fallback);
    return "all";
  }
  let last = known;
  let found: "none" | "some" = known > 0 ? "some" : "none";
  for (let k = 0; k < known; k++) values[k] = values[known]!;
  for (let k = known + 1; k < values.length; k++) {
    if (Number.isNaN(values[k]!)) continue;
    for (let j = last + 1; j < k; j++) {
      values[j] = values[last]! + ((values[k]! - values[last]!) * (j - last)) / (k - last);
      found = "some";
    }
    last = k;
  }
  for (let k = last + 1; k < values.length; k++) values[k] = values[last]!;
  return last < values.length - 1 ? "some" : found;
}
