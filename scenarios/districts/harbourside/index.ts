import { dayNumber, utcOf } from "../../../sim-core/exchange/weather/series";
import type { District } from "../../../sim-core/model/district";
import { buildPlan, finish } from "../parts/assemble";
import { Book } from "../parts/book";
import { HARBOURSIDE_PLAN } from "./plan";

/** Last Sunday of a month at 01:00 UTC, when Europe's clocks change (since 1996). */
function lastSunday_s(year: number, month: number): number {
  // Day 0 of 1970 was a Thursday; March and October have 31 days.
  const last = dayNumber(year, month, 31);
  return (last - ((last + 4) % 7)) * 86_400 + 3_600;
}

/** A made-up harbour town on the northern coast of the European continent, on Central European time. */
export const HARBOURSIDE_PLACE = {
  origin: { latitude_deg: 49.5, longitude_deg: 2.0, elevation_m: 0 },
  utcOffsets: [
    { from_s: utcOf(1996, 1, 1), offset_s: 3_600 },
    ...Array.from({ length: 55 }, (_, k) => [
      { from_s: lastSunday_s(1996 + k, 3), offset_s: 7_200 },
      { from_s: lastSunday_s(1996 + k, 10), offset_s: 3_600 },
    ]).flat(),
  ],
};

let built: District | undefined;

/** The demo district: 12,000 residents on 48 blocks, four utilities, about 1,300 elements. */
export function harbourside(): District {
  if (built) return built;
  const book = new Book();
  buildPlan(book, HARBOURSIDE_PLAN);
  built = finish(book, { id: "harbourside", name: "Harbourside", ...HARBOURSIDE_PLACE });
  return built;
}
