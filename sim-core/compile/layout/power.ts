import { column, type TableLayout } from "./spec";

const recorded = { recorded: true } as const;

export const POWER_LAYOUT: TableLayout = {
  rowSets: ["bus", "branch", "source", "load"],
  columns: [
    column("bus", "f64", "baseVoltage_V", "V", "given", "Nominal line-to-line voltage; NaN in a case that has none"),
    column("bus", "f64", "portPower_W", "W", "given", "Net active injection of devices and buildings; a load is < 0"),
    column("bus", "f64", "portReactive_var", "var", "given", "Net reactive injection of devices and buildings"),
    column("bus", "f64", "voltage_1", "1", "state", "Voltage over nominal; 0 where dead", {
      recorded: true,
      range: [0, 2],
    }),
    column("bus", "f64", "angle_rad", "rad", "state", "Voltage angle; 0 where dead", recorded),
    column("bus", "u8", "isEnergised", "1", "result", "1 when a source feeds the bus", recorded),

    column("branch", "i32", "from", "1", "given", "Bus row at the start"),
    column("branch", "i32", "to", "1", "given", "Bus row at the end"),
    column("branch", "u8", "isClosed", "1", "control", "0 when a breaker or switch holds the branch open", recorded),
    column("branch", "f64", "tap_1", "1", "control", "Off-nominal ratio at the from end, 1 = nominal", recorded),
    column("branch", "f64", "tapTimer_s", "s", "state", "How long a regulated voltage has been out of its band"),
    column("branch", "f64", "rating_A", "A", "given", "Continuous current rating at the from end; NaN none"),
    column("branch", "f64", "powerFrom_W", "W", "result", "Into the branch at from", recorded),
    column("branch", "f64", "reactiveFrom_var", "var", "result", "Into the branch at from", recorded),
    column("branch", "f64", "powerTo_W", "W", "result", "Into the branch at to", recorded),
    column("branch", "f64", "reactiveTo_var", "var", "result", "Into the branch at to", recorded),
    column("branch", "f64", "current_A", "A", "result", "Larger end current, at the from end's voltage", recorded),
    column("branch", "f64", "loading_1", "1", "result", "Current over rating; NaN without rating", recorded),

    column("source", "i32", "bus", "1", "given", "Bus row of the grid supply or generator"),
    column("source", "i32", "role", "1", "control", "0 holds its power, 1 its power and voltage, 2 voltage and angle"),
    column("source", "u8", "isOn", "1", "control", "0 when it is off or disconnected", recorded),
    column("source", "f64", "setPower_W", "W", "control", "Scheduled active power; NaN or ignored at the slack"),
    column("source", "f64", "setReactive_var", "var", "control", "Reactive power where the role is 0"),
    column("source", "f64", "setVoltage_1", "1", "control", "Voltage held where the role is 1 or 2"),
    column("source", "f64", "setAngle_rad", "rad", "given", "Angle held where the role is 2"),
    column("source", "f64", "power_W", "W", "result", "Active power given to the network", recorded),
    column("source", "f64", "reactive_var", "var", "result", "Reactive power given to the network", recorded),

    column("load", "i32", "bus", "1", "given", "Bus row of the load"),
    column("load", "u8", "isConnected", "1", "control", "0 when it is shed", recorded),
    column("load", "f64", "active_W", "W", "given", "Active power wanted at nominal voltage"),
    column("load", "f64", "reactive_var", "var", "given", "Reactive power wanted at nominal voltage"),
    column("load", "f64", "served_W", "W", "result", "Active power drawn; 0 where dead or shed", recorded),

    column("branch", "u8", "isOpenFrom", "1", "control", "1 when a switch at from is open: it hangs on to", recorded),
    column("branch", "u8", "isOpenTo", "1", "control", "1 when a switch at to is open: it hangs on from", recorded),
  ],
};
