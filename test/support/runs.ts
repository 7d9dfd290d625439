import type { District, FrameLayout, RunResult, Scenario } from "../../sim-core/server";

/** The smallest well-formed district, scenario and result: for what only keeps and carries them. */
export const tinyDistrict = (name = "Tiny"): District => ({
  format: "crosscurrent-district/1",
  id: "tiny",
  name,
  origin: { latitude_deg: -37.8, longitude_deg: 144.9, elevation_m: 10 },
  utcOffsets: [{ from_s: 0, offset_s: 36000 }],
  options: {},
  owners: [],
  elements: [],
  profiles: [],
  curves: [],
  tags: [],
  rules: [],
  limits: [],
});

export const tinyScenario = (): Scenario => ({
  format: "crosscurrent-scenario/1",
  id: "still-day",
  name: "Still day",
  story: "",
  start_s: 1_389_600_000,
  duration_s: 900,
  tick_s: 300,
  weather: {
    source: "constant",
    isMeasured: false,
    start_s: 1_389_600_000,
    step_s: 3600,
    temperature_K: [293.15, 293.15],
    relativeHumidity_1: [0.5, 0.5],
    wind_m_s: [0, 0],
    global_W_m2: [0, 0],
    direct_W_m2: [0, 0],
    diffuse_W_m2: [0, 0],
  },
  policy: "silo",
  seed: 1,
  changes: [],
});

export const tinyResult = (digest = "00112233445566778899aabbccddeeff"): RunResult => ({
  scenario: "still-day",
  district: "tiny",
  seed: 7,
  elements: 0,
  ticks: 3,
  wall_ms: 1.25,
  compile_ms: 0.5,
  phases_ms: {},
  realtimeFactor: 720_000,
  digest,
  events: [],
  settle: {
    maxIterations: 1,
    worstResidual: 0,
    worstDevice: "",
    devices: [],
    solves: { water: 0, power: 0, gas: 0, heat: 0 },
  },
  ledger: {
    worst_relative: 0,
    per_utility: [],
    money: { currency: "EUR", lines: [], total: 0, payments: [], balances: [] },
    co2_kg: { onSite: 0, grid: 0 },
  },
  service: {
    ...{ id: "tiny", name: "Tiny", customers: 0, off_supply: 0, interrupted: 0 },
    ...{ saidi_s: 0, saifi_1: 0, maifi_1: 0, caidi_s: null, not_served_J: 0, feeders: [] },
  },
  isValid: true,
  failures: [],
  outages: [],
  recoveries: [],
});

export const tinyLayout = (): FrameLayout => ({
  columns: [{ table: "water", rows: "node", name: "head_m", unit: "m", ids: ["J1", "J2"], offset: 0 }],
  length: 2,
});
