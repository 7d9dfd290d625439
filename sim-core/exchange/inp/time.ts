/**
 * Seconds of a time as input files write it: "24:00", "1:30:15", "90 MIN", "6 AM", "0.5" (hours), "2 DAYS".
 * NaN when it is none. Rounded to whole seconds, half up.
 */
export const timeSeconds = (value: string, unit = ""): number => Math.floor(hoursOf(value, unit) * 3600 + 0.5);

/**
 * The same for the instants of controls and rules, which the format's reference cuts off instead of rounding: 4:20 is
 * 4.333... hours and so the second 15599.
 */
export const instantSeconds = (value: string, unit = ""): number => Math.floor(hoursOf(value, unit) * 3600);

function hoursOf(value: string, unit: string): number {
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
    if (u === "" || u.startsWith("HOU")) return hours;
    if (u.startsWith("SEC")) return hours / 3600;
    if (u.startsWith("MIN")) return hours / 60;
    if (u.startsWith("DAY")) return hours * 24;
  }
  if (u === "AM" || u === "PM") {
    if (hours >= 13) return Number.NaN;
    if (u === "AM" && hours >= 12) hours -= 12;
    if (u === "PM" && hours < 12) hours += 12;
  } else if (u !== "" && !/^(SEC|MIN|HOU|DAY)/.test(u)) return Number.NaN;
  return hours;
}
