import { column, type TableLayout } from "./spec";

export const GAS_LAYOUT: TableLayout = {
  rowSets: ["node", "link"],
  columns: [
    column("node", "f64", "elevation_m", "m", "given", "Height of the node"),
    column(
      "node",
      "f64",
      "portInflow_kg_s",
      "kg/s",
      "given",
      "Net inflow from devices and buildings; an offtake is negative",
    ),
    column("node", "f64", "pressure_Pa", "Pa", "state", "Gauge pressure", { recorded: true }),
    column("link", "i32", "from", "1", "given", "Node row at the start"),
    column("link", "i32", "to", "1", "given", "Node row at the end"),
    column("link", "u8", "isOpen", "1", "control", "0 when a valve holds the link closed", { recorded: true }),
    column("link", "f64", "setPressure_Pa", "Pa", "control", "Regulator: gauge pressure held at to; NaN elsewhere", {
      recorded: true,
    }),
    column("link", "f64", "flow_kg_s", "kg/s", "state", "Mass flow from -> to", { recorded: true }),
    column("link", "f64", "velocity_m_s", "m/s", "result", "Velocity at the lower pressure end, >= 0", {
      recorded: true,
    }),
    column(
      "link",
      "i32",
      "mode",
      "1",
      "state",
      "Regulator: 0 closed, 1 active, 2 fully open, 3 at its capacity; -1 elsewhere",
      { recorded: true },
    ),
    column("link", "f64", "power_W", "W", "result", "Power of an ideal compressor; 0 elsewhere", { recorded: true }),
  ],
};
