import { acos, asin, atan2, cos, sin } from "../../assembly/core/elementary";

const RADIAN = Math.PI / 180;
const TURN = 2 * Math.PI;
/** 2000-01-01 12:00 UTC. */
const J2000_S = 946_728_000;

/**
 * Where the sun stands: altitude above the horizon and azimuth clockwise from north.
 * Low-precision formulas of the Astronomical Almanac, good to 0.02 degrees between 1950 and 2050; no refraction.
 */
export function sunPosition(utc_s: number, latitude_deg: number, longitude_deg: number) {
  const days = (utc_s - J2000_S) / 86_400;
  const mean = (280.46 + 0.9856474 * days) * RADIAN;
  const anomaly = (357.528 + 0.9856003 * days) * RADIAN;
  const ecliptic = mean + (1.915 * sin(wrapped(anomaly)) + 0.02 * sin(wrapped(2 * anomaly))) * RADIAN;
  const obliquity = (23.439 - 4e-7 * days) * RADIAN;
  const s = sin(wrapped(ecliptic));
  const rightAscension = atan2(cos(obliquity) * s, cos(wrapped(ecliptic)));
  const declination = asin(sin(obliquity) * s);
  const sidereal = (280.46061837 + 360.98564736629 * days + longitude_deg) * RADIAN;
  const hourAngle = wrapped(sidereal - rightAscension);
  const latitude = latitude_deg * RADIAN;
  const sinAltitude = sin(latitude) * sin(declination) + cos(latitude) * cos(declination) * cos(hourAngle);
  const altitude_rad = asin(Math.min(Math.max(sinAltitude, -1), 1));
  const across = cos(latitude) * cos(altitude_rad);
  if (across < 1e-9) return { altitude_rad, azimuth_rad: 0 };
  const cosAzimuth = (sin(declination) - sin(latitude) * sinAltitude) / across;
  const fromNorth = acos(Math.min(Math.max(cosAzimuth, -1), 1));
  return { altitude_rad, azimuth_rad: sin(hourAngle) > 0 ? TURN - fromNorth : fromNorth };
}

const wrapped = (angle: number): number => angle - TURN * Math.floor(angle / TURN);
