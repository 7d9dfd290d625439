import { column, type TableLayout } from "./spec";

export const WATER_LAYOUT: TableLayout = {
  rowSets: ["node", "link"],
  columns: [
    column("node", "f64", "elevation_m", "m", "given", "Height of the node; a tank's bottom, a reservoir's surface"),
    column(
      "node",
      "f64",
      "portInflow_m3_s",
      "m3/s",
      "given",
      "Net inflow from devices and buildings; a draw is negative",
    ),
    column("node", "f64", "demand_m3_s", "m3/s", "result", "Total outflow at a junction; net inflow at a tank", {
      recorded: true,
    }),
    column("node", "f64", "head_m", "m", "state", "Hydraulic head", { recorded: true }),
    column("node", "f64", "pressure_Pa", "Pa", "result", "Gauge pressure at the node's elevation", { recorded: true }),
    column("node", "f64", "level_m", "m", "state", "Water level above a tank's bottom; NaN elsewhere", {
      recorded: true,
    }),
    column("link", "i32", "from", "1", "given", "Node row at the start"),
    column("link", "i32", "to", "1", "given", "Node row at the end"),
    column("link", "u8", "isEnergised", "1", "given", "A pump without power stands still; 1 for everything else"),
    column("link", "i32", "status", "1", "state", "0 closed, 1 open (an active control valve is 1)", {
      recorded: true,
    }),
    column("link", "f64", "setting", "1", "control", "Pump speed (1), valve setting in SI, NaN where there is none", {
      recorded: true,
    }),
    column("link", "f64", "flow_m3_s", "m3/s", "state", "Flow from -> to", { recorded: true }),
    column("link", "f64", "headLoss_m", "m", "result", "Head at from minus head at to", { recorded: true }),
    column("link", "f64", "velocity_m_s", "m/s", "result", "Mean velocity, >= 0", { recorded: true }),
    column("link", "f64", "power_W", "W", "result", "Electric power drawn by a pump, >= 0", { recorded: true }),
  ],
};
