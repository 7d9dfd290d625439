import type { District } from "../../../sim-core/model/district";
import { buildPlan, finish } from "../parts/assemble";
import { Book } from "../parts/book";
import { HARBOURSIDE_PLAN } from "./plan";

/**
 * A made-up harbour town on the northern coast of the European continent. Its clock is Central European; the offsets
 * cover the years of the shipped scenarios.
 */
// Last Sundays of October and March at 01:00 UTC.
export const HARBOURSIDE_PLACE = {
  origin: { latitude_deg: 49.5, longitude_deg: 2.0, elevation_m: 0 },
  utcOffsets: [
    { from_s: 1035680400, offset_s: 3600 },
    { from_s: 1048986000, offset_s: 7200 },
    { from_s: 1067130000, offset_s: 3600 },
    { from_s: 1080435600, offset_s: 7200 },
    { from_s: 1099184400, offset_s: 3600 },
  ],
} as const;

let built: District | undefined;

/** The demo district: 12,000 residents on 48 blocks, four utilities, about 1,300 elements. */
export function harbourside(): District {
  if (built) return built;
  const book = new Book();
  buildPlan(book, HARBOURSIDE_PLAN);
  built = finish(book, { id: "harbourside", name: "Harbourside", ...HARBOURSIDE_PLACE });
  return built;
}
