import { column, type TableLayout } from "./spec";

const recorded = { recorded: true } as const;

export const POWER_LAYOUT: TableLayout = {
  rowSets: ["bus", "branch", "source", "load", "transformer", "relay", "block", "standby"],
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

    // limits, time and protection (utilities/power/thermal and protection)
    column("bus", "f64", "carriedPower_W", "W", "state", "portPower_W when the bus was last alive"),
    column("bus", "f64", "carriedReactive_var", "var", "state", "portReactive_var when the bus was last alive"),

    column("branch", "u8", "isFaulted", "1", "control", "1 while a short circuit lies on it", recorded),
    column(
      "branch",
      "f64",
      "ampacity_A",
      "A",
      "result",
      "Current that this weather allows for good; NaN none",
      recorded,
    ),
    column("branch", "f64", "dynamicLoad_1", "1", "result", "Current over ampacity", recorded),
    column("branch", "f64", "conductor_K", "K", "state", "Conductor of a line or cable; NaN none", recorded),
    column("branch", "f64", "switchTimer_s", "s", "state", "Time left until it is switched after a fault; NaN none"),
    column("branch", "u8", "isRefused", "1", "state", "1 when closing it would overload somebody"),

    column("load", "f64", "pickup_1", "1", "state", "Demand over ordinary, after an outage", recorded),
    column("load", "u8", "isOff", "1", "state", "Dead or shed over the last step", recorded),
    column("load", "f64", "dark_s", "s", "state", "Length of the running interruption; 0 if none"),
    column("load", "f64", "outage_s", "s", "state", "Time in sustained interruptions since the start", recorded),
    column("load", "i32", "interruptions", "1", "state", "Sustained interruptions since the start", recorded),
    column("load", "i32", "momentary", "1", "state", "Interruptions of up to 5 min since the start", recorded),
    column("load", "f64", "notServed_J", "J", "state", "Wanted and not drawn, dead or shed, since the start", recorded),

    column("transformer", "f64", "topOil_K", "K", "state", "Top oil; NaN before the first step", recorded),
    column("transformer", "f64", "hotSpot_K", "K", "state", "Hottest point of the winding", recorded),
    column("transformer", "f64", "gradient1_K", "K", "state", "Winding's part of hot spot less top oil"),
    column("transformer", "f64", "gradient2_K", "K", "state", "Oil's slow answer, taken off it"),
    column("transformer", "f64", "ageing_1", "1", "result", "Life used over time passed, at this hot spot", recorded),
    column("transformer", "f64", "lossOfLife_s", "s", "state", "Life used since the start", recorded),

    column("relay", "u8", "isTripped", "1", "state", "1 while it holds its branch open", recorded),
    column("relay", "u8", "isLocked", "1", "state", "1 when it does not reclose any more", recorded),
    column("relay", "i32", "cause", "1", "state", "Of its last trip: 0 none, 1 overcurrent, 2 fault"),
    column("relay", "f64", "travel_1", "1", "state", "Way to its trip; 1 trips", recorded),
    column("relay", "f64", "above_s", "s", "state", "How long the current has stood above its setting"),
    column("relay", "i32", "shots", "1", "state", "Reclosings since the last quiet time"),
    column("relay", "f64", "timer_s", "s", "state", "Dead time left, or reclaim time left when closed; NaN none"),

    column("block", "u8", "isShed", "1", "state", "1 while the block is shed", recorded),
    column("block", "f64", "timer_s", "s", "state", "How long its threshold has been passed, either way"),

    column(
      "standby",
      "i32",
      "mode",
      "1",
      "state",
      "0 stands, 1 starting, 2 running, 3 mains back, 4 stopped",
      recorded,
    ),
    column("standby", "f64", "timer_s", "s", "state", "Time left of starting, or until the mains is trusted"),
    column("standby", "f64", "fuel_m3", "m3", "state", "Fuel in its tank", recorded),
    column(
      "standby",
      "f64",
      "fuelTime_s",
      "s",
      "result",
      "How long that lasts at the present load; NaN: not running",
      recorded,
    ),
  ],
};
