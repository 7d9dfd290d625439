import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { SCENARIOS } from "@/scenarios";
import { readWeatherCsv } from "@/sim-core/exchange/weather/csv";
import { readEpw } from "@/sim-core/exchange/weather/epw";
import { temperatureBetween_K, weatherFromExtremes } from "@/sim-core/exchange/weather/extremes";
import { DEFAULT_SKY } from "@/sim-core/exchange/weather/model";
import { cut, utcOf } from "@/sim-core/exchange/weather/series";
import { heatIndex_K, humidityAtDewPoint_1, humidityRatio_1, wetBulb_K } from "@/sim-core/model/air";
import { clearSky } from "@/sim-core/model/clearSky";
import { issueText } from "@/sim-core/model/issue";
import { sunPosition } from "@/sim-core/model/sun";
import { shared, sharedTest } from "../support/shared";

const C = 273.15;
const near = (got: number, want: number, by: number) =>
  expect(Math.abs(got - want), `${got} for ${want}`).toBeLessThanOrEqual(by);

describe("air", () => {
  it("wet bulb of 20 C 50 % is 13.7 C, of 38 C 25 % 23.0 C, of 38 C 40 % 27.0 C, to 0.05 K", () => {
    near(wetBulb_K(20 + C, 0.5) - C, 13.7, 0.05);
    near(wetBulb_K(38 + C, 0.25) - C, 23.0, 0.05);
    near(wetBulb_K(38 + C, 0.4) - C, 27.0, 0.05);
  });

  it("heat index of 38 C is 37.9 C at 25 % and 43.4 C at 40 %, to 0.1 K", () => {
    near(heatIndex_K(38 + C, 0.25) - C, 37.9, 0.1);
    near(heatIndex_K(38 + C, 0.4) - C, 43.4, 0.1);
  });

  it("air of 25 C and 50 % at sea level holds 9.9 g of vapour a kilogram", () => {
    near(humidityRatio_1(25 + C, 0.5, 101_325), 0.0099, 0.0001);
  });

  it("air at its dew point is saturated; 15 C dew point at 38 C is 26 %", () => {
    near(humidityAtDewPoint_1(290, 290), 1, 1e-12);
    near(humidityAtDewPoint_1(38 + C, 15 + C), 0.257, 0.002);
  });
});

describe("clear sky and sun", () => {
  const noonAltitude = (zenith_deg: number) => ((90 - zenith_deg) * Math.PI) / 180;

  it("Ineichen at zenith 30 degrees, turbidity 3: 897, 917 and 103 W/m2 within 3 % (solar constant of the day)", () => {
    // 4 April: the earth is at its mean distance.
    const light = clearSky(noonAltitude(30), 3, 0, utcOf(2003, 4, 4));
    near(light.global_W_m2 / 897, 1, 0.03);
    near(light.direct_W_m2 / 917, 1, 0.03);
    near(light.diffuse_W_m2, 103, 8);
  });

  it("direct and diffuse add up to global at every altitude, and none is negative", () => {
    for (let zenith = 0; zenith < 95; zenith += 2.5) {
      const altitude = noonAltitude(zenith);
      const light = clearSky(altitude, 4.5, 0, utcOf(2003, 8, 11));
      near(light.direct_W_m2 * Math.max(Math.sin(altitude), 0) + light.diffuse_W_m2, light.global_W_m2, 1e-9);
      expect(Math.min(light.global_W_m2, light.direct_W_m2, light.diffuse_W_m2)).toBeGreaterThanOrEqual(0);
    }
  });

  it("at the June solstice the noon sun stands at 90 - 49.5 + 23.4 degrees over 49.5 N", () => {
    let highest = 0;
    for (let minute = 0; minute < 1440; minute += 2)
      highest = Math.max(highest, sunPosition(utcOf(2003, 6, 21, minute * 60), 49.5, 0).altitude_rad);
    near((highest * 180) / Math.PI, 90 - 49.5 + 23.44, 0.03);
  });
});

describe("recorded extremes under a day shape", () => {
  const days = [
    { year: 2003, month: 8, day: 10, max_K: 310, min_K: 295 },
    { year: 2003, month: 8, day: 11, max_K: 312.65, min_K: 298.65 },
  ];

  it("meets each day's extremes exactly, at 5 h and 15 h of local mean solar time", () => {
    const at = (day: number, hour: number) => temperatureBetween_K(days, utcOf(2003, 8, day, hour * 3600), 0);
    near(at(10, 5), 295, 1e-9);
    near(at(10, 15), 310, 1e-9);
    near(at(11, 5), 298.65, 1e-9);
    near(at(11, 15), 312.65, 1e-9);
  });

  it("is continuous: no step above 1.2 K in ten minutes over two days", () => {
    const { temperature_K } = weatherFromExtremes(
      days,
      { latitude_deg: 49.5, longitude_deg: 2, elevation_m: 0 },
      "test",
    );
    for (let k = 1; k < temperature_K.length; k++)
      expect(Math.abs(temperature_K[k]! - temperature_K[k - 1]!)).toBeLessThan(1.2);
  });

  it("heatwave: 39.5 C and 25.5 C to 0.05 K, 20-30 % humidity at its hottest, and says what is modelled", () => {
    const { weather, start_s, duration_s } = SCENARIOS.heatwave!();
    const day = cut(weather, start_s, start_s + duration_s);
    near(Math.max(...day.temperature_K), 312.65, 0.05);
    near(Math.min(...day.temperature_K), 298.65, 0.05);
    const hottest = day.temperature_K.indexOf(Math.max(...day.temperature_K));
    expect(day.relativeHumidity_1[hottest]).toBeGreaterThan(0.2);
    expect(day.relativeHumidity_1[hottest]).toBeLessThan(0.3);
    expect(weather.isMeasured).toBe(false);
    expect(weather.source).toMatch(/Paris, 11 August 2003.*modelled/);
  });
});

describe("files", () => {
  const head = [
    "LOCATION,Somewhere,-,XXX,made,0,50.0,2.0,1.0,100.0",
    "DESIGN CONDITIONS,0",
    "TYPICAL/EXTREME PERIODS,0",
    "GROUND TEMPERATURES,0",
    "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
    "COMMENTS 1,",
    "COMMENTS 2,",
    "DATA PERIODS,1,1,Data,Sunday,1/1,1/1",
  ];
  const hour = (h: number, temp: string, rh = "50", wind = "2") =>
    `2001,1,1,${h},0,?,${temp},5,${rh},101325,0,0,300,100,50,60,0,0,0,0,180,${wind},0,0`;
  const day = (edit: (h: number) => string) =>
    [...head, ...Array.from({ length: 24 }, (_, k) => edit(k + 1))].join("\n");
  const epwSays = (text: string) => readEpw(text, "a.epw").issues.map(issueText).join("\n");

  it("EPW hour 1 ends at 01:00 local standard time; radiation stands in the middle of its hour", () => {
    const { weather } = readEpw(
      day((h) => hour(h, String(h))),
      "a.epw",
    );
    expect(weather!.start_s).toBe(utcOf(2001, 1, 1));
    expect(weather!.temperature_K[0]).toBeCloseTo(274.15, 9);
    expect(weather!.global_W_m2[5]).toBe(100);
  });

  it("EPW missing codes are bridged and counted; a column of them is a default that is named", () => {
    const result = readEpw(
      day((h) => hour(h, h === 3 ? "99.9" : "10", "50", "999")),
      "a.epw",
    );
    near(result.weather!.temperature_K[2]!, 283.15, 1e-9);
    expect(result.modelled).toEqual(["wind: 2 m/s throughout"]);
    expect(result.issues.map(issueText).join("\n")).toMatch(/temperature: got 1 hours missing/);
  });

  it.each([
    ["", /a\.epw:1: header: got nothing, wanted LOCATION/],
    [head.slice(0, 4).join("\n"), /no DATA PERIODS/],
    [head.join("\n"), /data: got no lines/],
    [day((h) => hour(h, h === 4 ? "1O" : "10")), /a\.epw:12: temperature: got 1O, wanted a number in C/],
    [day((h) => hour(h, h === 4 ? "-99" : "10")), /a\.epw:12: temperature: got -99 C, wanted -90 to 70 C/],
    [day((h) => hour(h === 7 ? 8 : h, "10")), /a\.epw:15: hour: got 8, wanted 7 \(a line is missing or out of order\)/],
    [day((h) => (h === 24 ? "2001,1,1,24" : hour(h, "10"))), /a\.epw:32: columns: got 4, wanted at least 22/],
    [day((h) => hour(h, "10")).replace(",50.0,2.0,", ",500,2.0,"), /latitude: got 500, wanted -90 to 90/],
  ])("EPW that cannot be read says file, line, found and wanted (%#)", (text, message) => {
    expect(readEpw(text, "a.epw").weather).toBeNull();
    expect(epwSays(text)).toMatch(message);
  });

  const site = { latitude_deg: -37.8, longitude_deg: 145, elevation_m: 30 };
  const csvSays = (text: string) => readWeatherCsv(text, "a.csv", { site }).issues.map(issueText).join("\n");

  it.each([
    ["a,b\n", /a\.csv:1: header: got a,b, wanted a column time/],
    ["time,rain\n2014-01-01T00:00:00Z,1", /a\.csv:1: header.*wanted a temperature column such as temp_c/],
    ["time,temp_c\n1 Jan,20\n", /a\.csv:2: time: got 1 Jan, wanted an ISO 8601 stamp/],
    ["time,temp_c\n2014-01-01T00:00:00,20\n", /a\.csv:2: time.*wanted an offset in the stamp/],
    ["time_utc,temp_c\n2014-01-01T00:00,20\n2014-01-01T00:30,x\n", /a\.csv:3: temp_c: got x, wanted a number/],
    ["time_utc,temp_c\n2014-01-01T00:00,20\n2014-01-01T00:30,293\n", /a\.csv:3: temp_c: got 293 .*is the unit right\?/],
    [
      "time_utc,temp_c\n2014-01-01T01:00,20\n2014-01-01T00:30,20\n",
      /a\.csv:3: time.*wanted later than the line before/,
    ],
    ["time_utc,temp_c\n2014-01-01T00:00,20\n", /wanted at least 2/],
    [
      "time_utc,temp_c\n2014-01-01T00:00,20\n2014-01-01T00:30,21\n2014-01-01T09:00,21\n",
      /a\.csv:4: time: got a gap of 30600 s/,
    ],
  ])("CSV that cannot be read says file, line, found and wanted (%#)", (text, message) => {
    expect(readWeatherCsv(text, "a.csv", { site }).weather).toBeNull();
    expect(csvSays(text)).toMatch(message);
  });

  it("CSV with temperature alone names the models of humidity, wind and sun", () => {
    const { weather, modelled } = readWeatherCsv(
      "time,temp_c\n2014-01-14T00:00:00+11:00,30\n2014-01-14T01:00:00+11:00,31\n",
      "a.csv",
      { site },
    );
    expect(weather!.start_s).toBe(utcOf(2014, 1, 13, 13 * 3600));
    expect(modelled.length).toBe(3);
    near(weather!.relativeHumidity_1[0]!, humidityAtDewPoint_1(303.15, DEFAULT_SKY.dewPoint_K), 1e-12);
    expect(weather!.source).toMatch(/modelled: relativeHumidity_1, wind_m_s, global, direct, diffuse/);
  });

  const files = [
    "ITA_45N_8E_PVGIS-TMY_2005-2023",
    "USA_AZ_Phoenix-Sky.Harbor.722780_TMYx",
    "USA_IL_Chicago-OHare.725300_TMY3",
    "USA_WA_Seattle-Tacoma.727930_TMYx",
  ];
  sharedTest.each(files)("%s: 8,760 hours, noon light below 1,150 W/m2, nothing missing", (name) => {
    const text = gunzipSync(readFileSync(shared("data/weather", `${name}.epw.gz`))).toString();
    const { weather, issues } = readEpw(text, name);
    expect(issues.map(issueText)).toEqual([]);
    expect(weather!.temperature_K.length).toBe(8_760);
    expect(Math.max(...weather!.global_W_m2)).toBeGreaterThan(850);
    expect(Math.max(...weather!.global_W_m2)).toBeLessThan(1_150);
  });
});
