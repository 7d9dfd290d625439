import type { District } from "../model/district";

const DAY_S = 86_400;

/** Offset of local time from UTC at an instant: the last transition that is not later. */
export function utcOffset_s(district: District, utc_s: number): number {
  let offset_s = 0;
  let latest_s = Number.NEGATIVE_INFINITY;
  for (const t of district.utcOffsets)
    if (t.from_s <= utc_s && t.from_s >= latest_s) {
      offset_s = t.offset_s;
      latest_s = t.from_s;
    }
  return offset_s;
}

/** Seconds since the epoch as a clock on the wall counts them; they jump at a change of offset. */
export const local_s = (district: District, utc_s: number): number => utc_s + utcOffset_s(district, utc_s);

export function localHour(district: District, utc_s: number): number {
  const second = local_s(district, utc_s) % DAY_S;
  return (second < 0 ? second + DAY_S : second) / 3600;
}

/**
 * Local seconds since the midnight before the run's start. Profiles are read against this clock, so that on a day of
 * 23 or 25 hours breakfast stays at breakfast time.
 */
export function localSinceMidnight_s(district: District, start_s: number, time_s: number): number {
  const first = local_s(district, start_s);
  return local_s(district, start_s + time_s) - Math.floor(first / DAY_S) * DAY_S;
}

/** "14:05" of a local clock. */
export function clockText(district: District, utc_s: number): string {
  const minutes = Math.floor(localHour(district, utc_s) * 60 + 1e-6);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
