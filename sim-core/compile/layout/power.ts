import { column, type TableLayout } from "./spec";

export const POWER_LAYOUT: TableLayout = {
  rowSets: ["bus", "branch", "source"],
  columns: [
    column("bus", "f64", "baseVoltage_V", "V", "given", "Nominal line-to-line voltage"),
    column(
      "bus",
      "f64",
      "portPower_W",
      "W",
      "given",
      "Net active injection of devices and buildings; a load is negative",
    ),
    column("bus", "f64", "portReactive_var", "var", "given", "Net reactive injection of devices and buildings"),
    column("bus", "f64", "voltage_1", "1", "state", "Voltage over nominal; 0 where dead", {
      recorded: true,
      range: [0, 2],
    }),
    column("bus", "f64", "angle_rad", "rad", "state", "Voltage angle", { recorded: true }),
    column("bus", "u8", "isEnergised", "1", "result", "1 when a source feeds the bus", { recorded: true }),
    column("branch", "i32", "from", "1", "given", "Bus row at the start"),
    column("branch", "i32", "to", "1", "given", "Bus row at the end"),
    column("branch", "u8", "isClosed", "1", "control", "0 when a breaker or switch holds the branch open", {
      recorded: true,
    }),
    column("branch", "f64", "tap_1", "1", "control", "Off-nominal ratio at the from end, 1 = nominal", {
      recorded: true,
    }),
    column("branch", "f64", "rating_A", "A", "given", "Continuous current rating at the from end; NaN none"),
    column("branch", "f64", "powerFrom_W", "W", "result", "Into the branch at from", { recorded: true }),
    column("branch", "f64", "reactiveFrom_var", "var", "result", "Into the branch at from", { recorded: true }),
    column("branch", "f64", "powerTo_W", "W", "result", "Into the branch at to", { recorded: true }),
    column("branch", "f64", "reactiveTo_var", "var", "result", "Into the branch at to", { recorded: true }),
    column("branch", "f64", "current_A", "A", "result", "Larger of the two end currents over their ratings' base", {
      recorded: true,
    }),
    column("branch", "f64", "loading_1", "1", "result", "Current over rating; NaN without rating", { recorded: true }),
    column("source", "i32", "bus", "1", "given", "Bus row of the grid supply or generator"),
    column("source", "f64", "setPower_W", "W", "control", "Scheduled active power (ignored at the slack)"),
    column("source", "f64", "power_W", "W", "result", "Active power given to the network", { recorded: true }),
    column("source", "f64", "reactive_var", "var", "result", "Reactive power given to the network", { recorded: true }),
  ],
};
