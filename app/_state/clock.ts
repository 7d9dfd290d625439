import type { District } from "@/sim-core";

const DAYS = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const two = (n: number) => String(n).padStart(2, "0");

/** Seconds to add to UTC at that instant, from the district's own transitions; the browser's zone plays no part. */
export function offsetAt(district: District, utc_s: number): number {
  let offset = district.utcOffsets[0]?.offset_s ?? 0;
  for (const t of district.utcOffsets) if (t.from_s <= utc_s) offset = t.offset_s;
  return offset;
}

export function localSeconds(district: District, utc_s: number): number {
  return utc_s + offsetAt(district, utc_s);
}

/** "14:05" in the district. */
export function clockText(district: District, utc_s: number, withSeconds = false): string {
  const s = Math.floor(((localSeconds(district, utc_s) % 86400) + 86400) % 86400);
  const text = `${two(Math.floor(s / 3600))}:${two(Math.floor((s % 3600) / 60))}`;
  return withSeconds ? `${text}:${two(s % 60)}` : text;
}

/** "Thu 16 Jan" in the district. */
export function dateText(district: District, utc_s: number): string {
  const days = Math.floor(localSeconds(district, utc_s) / 86400);
  const date = new Date(days * 86400e3);
  const month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][
    date.getUTCMonth()
  ];
  return `${DAYS[((days % 7) + 7) % 7]} ${date.getUTCDate()} ${month}`;
}

export function offsetText(district: District, utc_s: number): string {
  const o = offsetAt(district, utc_s);
  const size = Math.abs(o);
  return `UTC${o < 0 ? "−" : "+"}${two(Math.floor(size / 3600))}:${two(Math.floor((size % 3600) / 60))}`;
}

/**
 * Seconds since the scenario's start of "13:40" or "13:40:30" on the district's clock: the first time that it comes
 * from the day of `near_s` on. Null when it is no time of day.
 */
export function instantOf(
  district: District,
  scenario: { readonly start_s: number },
  text: string,
  near_s: number,
): number | null {
  const found = /^\s*(\d{1,2}):(\d{2})(?::(\d{2}))?\s*$/.exec(text);
  if (!found) return null;
  const [hours, minutes, seconds] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  const local = localSeconds(district, scenario.start_s + near_s);
  const midnight = Math.floor(local / 86400) * 86400;
  return midnight + hours * 3600 + minutes * 60 + seconds - local + near_s;
}
