import { basename } from "node:path";
import { readWeatherCsv } from "../exchange/weather/csv";
import { readEpw } from "../exchange/weather/epw";
import { cut, utcOf } from "../exchange/weather/series";
import type { District } from "../model/district";
import { issueText } from "../model/issue";
import type { Scenario, WeatherSeries } from "../model/scenario";
import { utcOffset_s } from "../time/clock";
import { UsageError, VerbError } from "./args";
import { unpackedText } from "./unpacked";

interface Told {
  readonly district: District;
  readonly scenario: Scenario;
}

/**
 * A scenario under the weather of a file, from a local midnight on. An EPW file says where it was written: the district
 * is moved there, so that its sun and its clock fit. A CSV file does not: the district stays where it is.
 */
export function withWeather(
  { district, scenario }: Told,
  from: { readonly file: string; readonly day?: string; readonly hours?: number },
  note: (line: string) => void,
): Told {
  const text = unpackedText(from.file);
  const name = basename(from.file);
  const duration_s = from.hours === undefined ? scenario.duration_s : Math.max(from.hours, 1) * 3600;
  const isEpw = /\.epw(\.gz)?$/i.test(name);
  if (!isEpw && !/\.csv(\.gz)?$/i.test(name))
    throw new UsageError(`${name}: wanted a file .epw or .csv, with or without .gz`);
  const epw = isEpw ? readEpw(text, name) : undefined;
  const moved = epw?.site
    ? { ...district, origin: epw.site, utcOffsets: [{ from_s: 0, offset_s: epw.site.offset_s }] }
    : district;
  // The whole table only where its hottest day is to be found: gaps elsewhere in a long record do not matter.
  const day_s = from.day === undefined ? undefined : midnight(from.day, moved);
  const window = day_s === undefined ? {} : { from_s: day_s, to_s: day_s + duration_s };
  const read = epw ?? readWeatherCsv(text, name, { site: district.origin, ...window });
  for (const issue of read.issues) note(`${issue.severity}: ${issueText(issue)}`);
  if (!read.weather) throw new VerbError(`${name} gives no weather`);
  const start_s = day_s ?? hottestMidnight(read.weather, moved);
  const end_s = read.weather.start_s + (read.weather.temperature_K.length - 1) * read.weather.step_s;
  if (start_s < read.weather.start_s - read.weather.step_s || start_s + duration_s > end_s + read.weather.step_s)
    throw new VerbError(`${name} does not cover ${duration_s / 3600} h from ${from.day ?? "its hottest day"} on`);
  // The day before as far as the file has it: buildings and people have lived through it.
  const weather = cut(read.weather, start_s - 86_400, start_s + duration_s);
  note(`weather: ${weather.source}`);
  return { district: moved, scenario: { ...scenario, start_s, duration_s, weather } };
}

function midnight(day: string, district: District): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  if (!match) throw new UsageError(`--from ${day}: wanted YYYY-MM-DD`);
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const utc_s = utcOf(year, month, date);
  // A 31 June would count on into July and run another day than the one asked for.
  const next_s = month === 12 ? utcOf(year + 1, 1, 1) : utcOf(year, month + 1, 1);
  if (month < 1 || month > 12 || date < 1 || utc_s >= next_s)
    throw new UsageError(`--from ${day}: the calendar has no such day`);
  return utc_s - utcOffset_s(district, utc_s);
}

function hottestMidnight(weather: WeatherSeries, district: District): number {
  const hottest = weather.temperature_K.indexOf(weather.temperature_K.reduce((a, b) => Math.max(a, b)));
  const at_s = weather.start_s + hottest * weather.step_s;
  const offset_s = utcOffset_s(district, at_s);
  return Math.floor((at_s + offset_s) / 86_400) * 86_400 - offset_s;
}
