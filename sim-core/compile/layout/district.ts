import { column, type TableLayout } from "./spec";

/** What lies between the networks. TypeScript only; ports are > 0 when they give to a network. */
export const DISTRICT_LAYOUT: TableLayout = {
  rowSets: ["weather", "building", "device"],
  columns: [
    column("weather", "f64", "temperature_K", "K", "given", "Outdoor dry bulb", { recorded: true }),
    column("weather", "f64", "relativeHumidity_1", "1", "given", "Outdoor relative humidity", { recorded: true }),
    column("weather", "f64", "wetBulb_K", "K", "given", "Outdoor wet bulb", { recorded: true }),
    column("weather", "f64", "wind_m_s", "m/s", "given", "Wind speed", { recorded: true }),
    column("weather", "f64", "global_W_m2", "W/m2", "given", "Global horizontal irradiance", { recorded: true }),
    column("weather", "f64", "direct_W_m2", "W/m2", "given", "Direct normal irradiance", { recorded: true }),
    column("weather", "f64", "diffuse_W_m2", "W/m2", "given", "Diffuse horizontal irradiance", { recorded: true }),
    column("building", "f64", "airTemperature_K", "K", "state", "Indoor air", { recorded: true }),
    column("building", "f64", "massTemperature_K", "K", "state", "Thermal mass (5R1C)", { recorded: true }),
    column("building", "f64", "electric_W", "W", "result", "Drawn from the power network, air conditioning included", {
      recorded: true,
    }),
    column("building", "f64", "coolingNeed_W", "W", "result", "Sensible and latent cooling need", { recorded: true }),
    column("building", "f64", "heatingNeed_W", "W", "result", "Space heating need", { recorded: true }),
    column("building", "f64", "water_m3_s", "m3/s", "result", "Water drawn", { recorded: true }),
    column("building", "u8", "isEnergised", "1", "result", "Has power", { recorded: true }),
    column("device", "u8", "isOn", "1", "control", "Commanded and able to run", { recorded: true }),
    column("device", "f64", "command_1", "1", "control", "Wanted output over rated output", { recorded: true }),
    column("device", "f64", "power_W", "W", "result", "Port to the power network", { recorded: true }),
    column("device", "f64", "reactive_var", "var", "result", "Port to the power network", { recorded: true }),
    column("device", "f64", "gas_kg_s", "kg/s", "result", "Port to the gas network", { recorded: true }),
    column("device", "f64", "heat_W", "W", "result", "Port to the heat network", { recorded: true }),
    column("device", "f64", "cold_W", "W", "result", "Port to the cooling network", { recorded: true }),
    column("device", "f64", "water_m3_s", "m3/s", "result", "Port to the water network", { recorded: true }),
    column("device", "f64", "stored_J", "J", "state", "Energy stored; NaN where there is no store", { recorded: true }),
    column("device", "f64", "timer_s", "s", "state", "Time left of the running start, stop or minimum-run delay"),
    column("device", "f64", "co2_kg_s", "kg/s", "result", "Carbon dioxide on site, NCV basis", { recorded: true }),
  ],
};
