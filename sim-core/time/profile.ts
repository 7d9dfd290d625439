import type { Profile } from "../model/district";

/** Value of a profile at local seconds since the midnight before the start; repeats after its last value. */
export function profileAt(profile: Profile, sinceMidnight_s: number): number {
  const { values, step_s } = profile;
  const count = values.length;
  const at = (sinceMidnight_s - (profile.start_s ?? 0)) / step_s;
  const whole = Math.floor(at);
  const index = ((whole % count) + count) % count;
  const value = values[index]!;
  if (!profile.interpolate) return value;
  return value + (values[(index + 1) % count]! - value) * (at - whole);
}
