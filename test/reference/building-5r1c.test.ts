import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { idealPower_W, type Zone, zoneStep } from "@/sim-core/couple/buildings/zone";
import { shared, sharedTest } from "../support/shared";

const KELVIN = 273.15;

sharedTest("a 5R1C zone follows 336 hours of the reference to 1e-6 in temperatures and power", () => {
  const file = JSON.parse(readFileSync(shared("reference/heat/building_5r1c.json"), "utf8"));
  const given = file.conductances_W_per_K;
  const zone: Zone = {
    em_W_K: given.h_tr_em,
    window_W_K: given.h_tr_w,
    ventilation_W_K: given.h_ve_adj,
    ms_W_K: given.h_tr_ms,
    is_W_K: given.h_tr_is,
    capacity_J_K: file.c_m_J_per_K,
    massArea_m2: file.A_m_m2,
    surfaceArea_m2: file.A_t_m2,
  };
  const { t_out_C, solar_W, internal_W } = file.inputs;
  const { q_hc_W, t_air_C, t_m_end_C } = file.solution;
  const heatSet_K = file.t_set_heating_C + KELVIN;
  const coolSet_K = file.t_set_cooling_C + KELVIN;
  const at = { air_K: 0, mass_K: 0, slope_K_W: 0 };
  let mass_K = file.model.initial_mass_temperature_C + KELVIN;
  let worst = 0;
  for (let hour = 0; hour < t_out_C.length; hour++) {
    const out_K = t_out_C[hour] + KELVIN;
    zoneStep(zone, mass_K, out_K, out_K, internal_W[hour], solar_W[hour], 0, 3600, at);
    const power_W = idealPower_W(at, heatSet_K, coolSet_K, file.max_heating_W, file.max_cooling_W);
    zoneStep(zone, mass_K, out_K, out_K, internal_W[hour], solar_W[hour], power_W, 3600, at);
    mass_K = at.mass_K;
    worst = Math.max(
      worst,
      Math.abs(power_W - q_hc_W[hour]) / Math.max(1, Math.abs(q_hc_W[hour])),
      Math.abs(at.air_K - KELVIN - t_air_C[hour]),
      Math.abs(mass_K - KELVIN - t_m_end_C[hour]),
    );
  }
  expect(t_out_C.length).toBe(336);
  // The file rounds temperatures to 1e-6 K and powers to 1e-4 W.
  expect(worst).toBeLessThan(1e-6);
});
