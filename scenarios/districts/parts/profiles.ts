import type { Profile } from "../../../sim-core/model/district";

/** 24 values, hour 0-1 first, mean 1 over a weekday. Each stands in the middle of its hour; between, straight lines. */
function day(id: string, source: string, values: string): Profile {
  const numbers = values.trim().split(/\s+/).map(Number);
  const mean = numbers.reduce((sum, v) => sum + v, 0) / numbers.length;
  // Printed to two decimals upstream: scaled so that the mean is exactly what the daily means assume.
  return {
    id,
    step_s: 3600,
    start_s: 1800,
    values: numbers.map((v) => v / mean),
    unit: "1",
    interpolate: true,
    source,
  };
}

/** Shares of people at home or at work: not scaled to a mean of 1. */
function share(id: string, source: string, values: string): Profile {
  return {
    id,
    step_s: 3600,
    start_s: 1800,
    values: values.trim().split(/\s+/).map(Number),
    unit: "1",
    interpolate: true,
    source,
  };
}

const DOE = "US DOE reference buildings, Baltimore, weekday";
const LT = "L-Town water network, weekday";

export const PROFILES: readonly Profile[] = [
  { id: "FLAT", step_s: 86_400, values: [1], unit: "1", source: "constant" },
  day(
    "P-RES",
    "BDEW standard load profile H0, summer Monday to Friday",
    ".63 .47 .42 .40 .42 .51 .83 1.11 1.21 1.23 1.19 1.21 1.35 1.30 1.12 1.01 .98 1.04 1.21 1.41 1.42 1.34 1.23 .96",
  ),
  day(
    "P-OFF",
    `${DOE}, large office without cooling`,
    ".40 .40 .40 .41 .47 .59 .74 1.33 1.59 1.54 1.52 1.48 1.50 1.52 1.53 1.57 1.46 1.21 1.11 .96 .87 .60 .43 .39",
  ),
  day(
    "P-SHOP",
    `${DOE}, retail without cooling`,
    ".29 .29 .30 .30 .29 .44 .64 .96 1.46 1.64 1.65 1.65 1.65 1.65 1.65 1.65 1.66 1.45 1.35 1.30 .77 .36 .29 .29",
  ),
  day(
    "P-SCH",
    `${DOE}, school`,
    ".41 .41 .41 .41 .41 .60 1.20 1.48 1.49 1.51 1.52 1.53 1.52 1.52 1.50 1.47 1.22 1.23 1.26 1.27 .41 .41 .41 .41",
  ),
  day(
    "P-HOSP",
    `${DOE}, hospital`,
    ".58 .58 .58 .69 .74 .95 1.18 1.27 1.31 1.33 1.34 1.31 1.32 1.34 1.34 1.35 1.35 1.09 .96 .84 .74 .64 .60 .59",
  ),
  day(
    "P-HOTEL",
    `${DOE}, hotel`,
    ".63 .58 .56 .58 .69 1.04 1.37 1.29 1.12 .90 .81 .81 .78 .76 .77 .85 1.01 1.33 1.55 1.72 1.69 1.40 1.01 .74",
  ),
  day(
    "W-RES",
    `${LT}, homes`,
    ".63 .39 .24 .16 .13 .27 .90 1.36 1.43 1.44 1.42 1.39 1.36 1.33 1.24 1.11 1.11 1.17 1.22 1.26 1.26 1.25 1.06 .87",
  ),
  day(
    "W-COM",
    `${LT}, commerce`,
    ".90 .75 .64 .57 .54 .56 .67 .89 1.07 1.16 1.21 1.23 1.24 1.22 1.21 1.19 1.16 1.15 1.15 1.14 1.13 1.11 1.08 1.07",
  ),
  day(
    "H-RES",
    "hot water of flats, weekday (CityEnergyAnalyst)",
    ".19 .10 .02 .02 .05 .90 2.37 1.92 1.59 1.21 1.07 1.00 1.49 1.33 .76 .66 .76 1.33 1.87 1.90 1.47 1.07 .59 .45",
  ),
  day(
    "H-HOSP",
    `${DOE}, hospital hot water`,
    ".61 .60 .60 .61 .60 .60 .88 1.12 1.35 1.56 1.71 1.59 1.65 1.70 1.62 1.42 1.08 .79 .73 .73 .65 .62 .59 .60",
  ),
  day(
    "EV-HOME",
    "assumption: unmanaged home charging, weekday",
    "1.2 .8 .5 .4 .3 .2 .2 .3 .3 .4 .4 .5 .5 .6 .7 .9 1.2 1.8 2.3 2.6 2.5 2.2 1.8 1.4",
  ),
  day(
    "EV-HUB",
    "assumption: fast charging follows traffic, weekday",
    ".2 .1 .1 .1 .2 .4 .8 1.2 1.3 1.2 1.2 1.3 1.4 1.4 1.3 1.3 1.5 1.8 1.8 1.5 1.2 .9 .6 .4",
  ),
  day(
    "LIGHTS",
    "assumption: street lights from dusk to dawn in summer",
    "2.7 2.7 2.7 2.7 2.7 1.4 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1.4 2.7 2.7",
  ),
  share(
    "OCC-RES",
    "occupancy of flats, weekday (CityEnergyAnalyst; values between the printed ones are read off)",
    "1 1 1 1 1 1 .6 .4 0 0 0 0 .8 .2 .1 .1 .2 .4 .6 .7 .8 .8 .9 1",
  ),
  share(
    "OCC-OFF",
    "occupancy of offices, weekday (CityEnergyAnalyst)",
    "0 0 0 0 0 0 0 .2 .6 1 1 .8 .4 .6 1 .8 .6 .2 0 0 0 0 0 0",
  ),
  share("OCC-SCH", "assumption: school hours 8 to 16", "0 0 0 0 0 0 0 .2 .9 1 1 1 .7 1 1 .6 .2 .1 0 0 0 0 0 0"),
  share(
    "OCC-SHOP",
    "assumption: opening hours 9 to 20",
    "0 0 0 0 0 0 0 0 .1 .4 .5 .5 .6 .5 .5 .6 .7 .8 .7 .4 .1 0 0 0",
  ),
  day(
    "OCC-OFF-MEAN",
    "hot water of offices follows occupancy",
    "0 0 0 0 0 0 0 .2 .6 1 1 .8 .4 .6 1 .8 .6 .2 0 0 0 0 0 0",
  ),
];
