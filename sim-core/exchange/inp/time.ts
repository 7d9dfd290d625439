/**
 * Seconds of a time as input files write it: "24:00", "1:30:15", "90 MIN", "6 AM", "0.5" (hours), "2 DAYS".
 * NaN when it is none. Rounded to whole seconds, half up.
 */
export function timeSeconds(value: string, unit = ""): number {
  const u = unit.toUpperCase();
  let hours: number;
  if (value.includes(":")) {
    const parts = value.split(":");
    if (parts.length > 3 || parts.some((p) => !/^\d+(\.\d*)?$/.test(p))) return Number.NaN;
    const [h, m, s] = [Number(parts[0]), Number(parts[1] ?? 0), Number(parts[2] ?? 0)];
    hours = h + m / 60 + s / 3600;
  } else {
    hours = value.trim() === "" ? Number.NaN : Number(value);
    if (!Number.isFinite(hours) || hours < 0) return Number.NaN;
    if (u === "") return Math.floor(hours * 3600 + 0.5);
    if (u.startsWith("SEC")) return Math.floor(hours + 0.5);
    if (u.startsWith("MIN")) return Math.floor(hours * 60 + 0.5);
    if (u.startsWith("HOU")) return Math.floor(hours * 3600 + 0.5);
    if (u.startsWith("DAY")) return Math.floor(hours * 86400 + 0.5);
  }
  if (u === "AM" || u === "PM") {
    if (hours >= 13) return Number.NaN;
    if (u === "AM" && hours >= 12) hours -= 12;
    if (u === "PM" && hours < 12) hours += 12;
  } else if (u !== "" && !/^(SEC|MIN|HOU|DAY)/.test(u)) return Number.NaN;
  return Math.floor(hours * 3600 + 0.5);
}
