import { column, type TableLayout } from "./spec";

/** Heating and cooling loops alike: a consumer is an edge supply -> return, a plant an edge return -> supply. */
export const HEAT_LAYOUT: TableLayout = {
  rowSets: ["node", "link"],
  columns: [
    column("node", "f64", "elevation_m", "m", "given", "Height of the node"),
    column("node", "f64", "pressure_Pa", "Pa", "state", "Gauge pressure", { recorded: true }),
    column("node", "f64", "temperature_K", "K", "state", "Temperature of the mixed water; NaN where nothing flows", {
      recorded: true,
    }),
    column("link", "i32", "from", "1", "given", "Node row at the start"),
    column("link", "i32", "to", "1", "given", "Node row at the end"),
    column("link", "u8", "isOpen", "1", "control", "0 when a valve or a stopped pump holds the link closed", {
      recorded: true,
    }),
    column("link", "u8", "isEnergised", "1", "given", "A circulation pump without power stands still; 1 elsewhere"),
    column("link", "f64", "ambient_K", "K", "given", "Temperature around the pipe (ground)"),
    column("link", "f64", "heatDemand_W", "W", "given", "Consumer: heat (or cold) asked for, >= 0; NaN elsewhere"),
    column(
      "link",
      "f64",
      "supplySet_K",
      "K",
      "control",
      "Plant: temperature it gives to its supply node; NaN elsewhere",
      { recorded: true },
    ),
    column(
      "link",
      "f64",
      "lift_Pa",
      "Pa",
      "control",
      "Plant pump: pressure rise from return to supply; NaN elsewhere",
      { recorded: true },
    ),
    column("link", "f64", "flow_kg_s", "kg/s", "state", "Mass flow from -> to", { recorded: true }),
    column("link", "f64", "outlet_K", "K", "state", "Temperature of the water as it leaves the link; NaN if it stands"),
    column(
      "link",
      "f64",
      "heat_W",
      "W",
      "result",
      "Heat the link gives to the water, + plant, - consumer and loss; cooling the other way round",
      { recorded: true },
    ),
    column(
      "link",
      "i32",
      "mode",
      "1",
      "state",
      "Consumer: 0 no flow, 1 flow held, 2 control valve fully open for want of pressure; -1 elsewhere",
      { recorded: true },
    ),
    column("link", "f64", "velocity_m_s", "m/s", "result", "Mean velocity, >= 0", { recorded: true }),
    column("link", "f64", "power_W", "W", "result", "Electric power of a circulation pump, >= 0", { recorded: true }),
  ],
};
