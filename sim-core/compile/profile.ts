import type { Profile } from "../model/district";

/** A profile's value at an instant; it repeats after its last value. */
export function profileValue(profile: Profile, time_s: number): number {
  const { values } = profile;
  const steps = (time_s - (profile.start_s ?? 0)) / profile.step_s;
  const k = Math.floor(steps);
  const at = (i: number) => values[((i % values.length) + values.length) % values.length]!;
  return profile.interpolate ? at(k) + (at(k + 1) - at(k)) * (steps - k) : at(k);
}
