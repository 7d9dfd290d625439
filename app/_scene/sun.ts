/**
 * Where the sun stands, for light and shadow only (about a degree): mean longitude, obliquity 23.44 degrees and the
 * equation of time, after Meeus, Astronomical Algorithms (1998), chapter 25, low accuracy.
 * Gives a unit vector in the scene's axes (x east, y up, z south).
 */
export function sunDirection(latitude_deg: number, longitude_deg: number, utc_s: number): [number, number, number] {
  const d = utc_s / 86400 - 10957.5;
  const rad = Math.PI / 180;
  const g = (357.529 + 0.98560028 * d) * rad;
  const q = 280.459 + 0.98564736 * d;
  const l = (q + 1.915 * Math.sin(g) + 0.02 * Math.sin(2 * g)) * rad;
  const e = 23.439 * rad;
  const rightAscension = Math.atan2(Math.cos(e) * Math.sin(l), Math.cos(l));
  const declination = Math.asin(Math.sin(e) * Math.sin(l));
  const sidereal = (280.46062 + 360.98564737 * d + longitude_deg) * rad;
  const hour = sidereal - rightAscension;
  const latitude = latitude_deg * rad;
  const up = Math.sin(latitude) * Math.sin(declination) + Math.cos(latitude) * Math.cos(declination) * Math.cos(hour);
  const east = -Math.cos(declination) * Math.sin(hour);
  const north =
    Math.cos(latitude) * Math.sin(declination) - Math.sin(latitude) * Math.cos(declination) * Math.cos(hour);
  return [east, up, -north];
}
