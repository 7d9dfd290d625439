import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { DISTRICTS, SCENARIOS } from "@/scenarios";
import { generateDistrict } from "@/scenarios/districts/generator";
import { readWeatherCsv } from "@/sim-core/exchange/weather/csv";
import { cut, utcOf } from "@/sim-core/exchange/weather/series";
import type { District } from "@/sim-core/model/district";
import type { Scenario } from "@/sim-core/model/scenario";
import { advance, frameLayout, openRun, resultOf, tickCount } from "@/sim-core/session/run";
import { solversModule } from "../support/module";
import { shared, sharedTest } from "../support/shared";

type Extreme = { id: string; value: number; hour: number };

/** Plays a scenario and keeps the least and greatest of every recorded cell. */
function play(district: District, scenario: Scenario) {
  const { run, issues } = openRun(solversModule(), district, scenario, 1);
  if (!run) throw new Error(JSON.stringify(issues.slice(0, 5)));
  const layout = frameLayout(run);
  const least = new Float64Array(layout.length).fill(Number.POSITIVE_INFINITY);
  const most = new Float64Array(layout.length).fill(Number.NEGATIVE_INFINITY);
  const leastAt = new Float64Array(layout.length);
  const mostAt = new Float64Array(layout.length);
  for (let tick = 0; tick < tickCount(run); tick++) {
    const values = advance(run);
    // The first tick starts everything from rest.
    if (tick === 0) continue;
    for (let i = 0; i < values.length; i++) {
      if (values[i]! < least[i]!) {
        least[i] = values[i]!;
        leastAt[i] = tick;
      }
      if (values[i]! > most[i]!) {
        most[i] = values[i]!;
        mostAt[i] = tick;
      }
    }
  }
  const byId = new Map(district.elements.map((e) => [e.id, e]));
  const hour = (tick: number) => (tick * scenario.tick_s) / 3600;
  /** Lowest and highest of one column over the elements that `take` lets through. */
  function range(name: string, rows: string, take: (e: District["elements"][number]) => boolean) {
    let low: Extreme = { id: "", value: Number.POSITIVE_INFINITY, hour: 0 };
    let high: Extreme = { id: "", value: Number.NEGATIVE_INFINITY, hour: 0 };
    for (const column of layout.columns) {
      if (column.name !== name || column.rows !== rows) continue;
      column.ids.forEach((id, row) => {
        const element = byId.get(id);
        if (!element || !take(element)) return;
        const at = column.offset + row;
        if (least[at]! < low.value) low = { id, value: least[at]!, hour: hour(leastAt[at]!) };
        if (most[at]! > high.value) high = { id, value: most[at]!, hour: hour(mostAt[at]!) };
      });
    }
    return { low, high };
  }
  return { result: resultOf(run), range };
}

const within = ({ low, high }: { low: Extreme; high: Extreme }, least: number, most: number) => {
  expect(low.value, `${low.id} at ${low.hour.toFixed(1)} h`).toBeGreaterThanOrEqual(least);
  expect(high.value, `${high.id} at ${high.hour.toFixed(1)} h`).toBeLessThanOrEqual(most);
};

describe("an ordinary day in Harbourside lies in its ordinary range", () => {
  const { result, range } = play(DISTRICTS.harbourside!(), SCENARIOS["normal-day"]!());
  const service = (zone: string) => (e: District["elements"][number]) =>
    e.kind === "waterJunction" && e.relations.some((r) => r.type === "within" && r.to === zone);

  it("solves every tick and crosses no limit of any utility", () => {
    expect(result.failures).toEqual([]);
    expect(result.events.filter((e) => e.type === "crossing").map((e) => e.text)).toEqual([]);
  });

  it("voltages: 11 kV within 5 %, low voltage within 6 %", () => {
    within(
      range("voltage_1", "bus", (e) => e.fields.baseVoltage_V === 11_000),
      0.95,
      1.05,
    );
    within(
      range("voltage_1", "bus", (e) => e.fields.baseVoltage_V === 400),
      0.94,
      1.06,
    );
  });

  it("loadings: feeders below 60 % of their cables, primaries below 50 %, stations below 80 %", () => {
    within(
      range("loading_1", "branch", (e) => e.kind === "line"),
      0,
      0.6,
    );
    within(
      range("loading_1", "branch", (e) => e.kind === "transformer" && e.fields.ratedFrom_V === 33_000),
      0,
      0.5,
    );
    within(
      range("loading_1", "branch", (e) => e.kind === "transformer" && e.fields.ratedFrom_V === 11_000),
      0,
      0.8,
    );
  });

  it("water: 276 to 600 kPa at every tap, tower and store above their reserves, mains below 1.5 m/s", () => {
    for (const zone of ["ZONE-low", "ZONE-high", "ZONE-hill"])
      within(range("pressure_Pa", "node", service(zone)), 275.8e3, 600e3);
    within(
      range("level_m", "node", (e) => e.id === "TOWER"),
      2.6,
      6,
    );
    within(
      range("level_m", "node", (e) => e.id === "GROUND-STORE"),
      2.2,
      5,
    );
    within(
      range("velocity_m_s", "link", (e) => e.kind === "waterPipe"),
      0,
      1.5,
    );
  });

  it("gas: medium pressure 1.5 to 2.1 bar, mesh 25 to 40 mbar, no pipe above 20 m/s", () => {
    within(
      range("pressure_Pa", "node", (e) => e.id.startsWith("GM-")),
      150e3,
      210e3,
    );
    within(
      range("pressure_Pa", "node", (e) => e.id.startsWith("GJ-")),
      2_500,
      4_000,
    );
    within(
      range("velocity_m_s", "link", (e) => e.kind === "gasPipe"),
      0,
      20,
    );
  });

  it("loops: supply of 60 C and more, cold supply of 9 C and less, water below 2.5 m/s and 16 bar, never below 0.5 bar", () => {
    const of = (loop: string, side?: string) => (e: District["elements"][number]) =>
      e.kind === "heatJunction" && e.fields.loop === loop && (side === undefined || e.fields.side === side);
    within(range("temperature_K", "node", of("heat", "supply")), 333.15, 349);
    within(range("temperature_K", "node", of("cooling", "supply")), 278, 282.15);
    within(
      range("pressure_Pa", "node", (e) => e.kind === "heatJunction"),
      50e3,
      16e5,
    );
    within(
      range("velocity_m_s", "link", (e) => e.kind === "heatPipe"),
      0,
      2.5,
    );
  });

  it("rooms: 19 to 26.1 C where somebody heats and cools, below 30 C in flats without cooling", () => {
    const rooms = (e: District["elements"][number]) => !["works", "dataCentre"].includes(String(e.fields.use));
    within(range("airTemperature_K", "building", rooms), 292.1, 299.25);
    within(range("uncooledAir_K", "building", rooms), 292.1, 303.15);
  });

  it("import between 5 and 20 MW, below the contract of 23 MW; the peaker stands still", () => {
    within(
      range("power_W", "source", (e) => e.id === "GRID"),
      5e6,
      20e6,
    );
    within(
      range("power_W", "device", (e) => e.id === "PEAKER"),
      0,
      0,
    );
  });
});

it("a generated district of 1,000 elements has an ordinary day without a crossing", () => {
  const { result } = play(generateDistrict(1_000, 11), SCENARIOS["normal-day"]!());
  expect(result.failures).toEqual([]);
  expect(result.events.filter((e) => e.type === "crossing").map((e) => e.text)).toEqual([]);
});

/** Melbourne from local midnight (UTC+11): recorded temperatures; humidity, wind and sun are modelled and said so. */
sharedTest(
  "the recorded Melbourne heatwave of 14 to 16 January 2014 runs through Harbourside, hotter than the shipped day",
  () => {
    const start_s = utcOf(2014, 1, 13, 13 * 3600);
    const origin = { latitude_deg: -37.81, longitude_deg: 144.97, elevation_m: 0 };
    const file = "data/power/victoria_demand_temp_2012-01_2014-01_30min.csv.gz";
    const read = readWeatherCsv(gunzipSync(readFileSync(shared(file))).toString(), file, {
      site: origin,
      from_s: start_s,
      to_s: start_s + 3 * 86_400,
      source: "Melbourne, January 2014 (Bureau of Meteorology)",
    });
    expect(read.modelled.length).toBe(3);
    const weather = cut(read.weather!, start_s, start_s + 3 * 86_400);
    expect(Math.max(...weather.temperature_K) - 273.15).toBeGreaterThan(42);
    const district = { ...DISTRICTS.harbourside!(), origin, utcOffsets: [{ from_s: 0, offset_s: 39_600 }] };
    const scenario = { ...SCENARIOS.heatwave!(), start_s, duration_s: 3 * 86_400, weather };
    const { result, range } = play(district, scenario);
    expect(result.failures).toEqual([]);
    expect(result.ticks).toBe(864);
    within(
      range("voltage_1", "bus", (e) => e.fields.baseVoltage_V === 11_000),
      0.93,
      1.06,
    );
    // Who has no air conditioning lives in rooms of more than 35 C.
    const rooms = range("uncooledAir_K", "building", (e) => e.fields.use === "dwelling");
    expect(rooms.high.value).toBeGreaterThan(308.15);
  },
);
