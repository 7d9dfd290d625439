import { column, type TableLayout } from "./spec";

const recorded = { recorded: true } as const;

/** How hard an element's ports were to settle: the worst of the run so far. */
const settled = (rows: string) => [
  column(rows, "f64", "settleResidual_1", "1", "state", "Largest relative move that a settling left at its ports"),
  column(rows, "i32", "settleRounds", "1", "state", "Most moves of one of its ports within one settling"),
  column(rows, "i32", "settleTick", "1", "state", "Tick of that residual, or of those moves where it is 0"),
];

/** Amounts over the tick that ended with the Frame: rates held over each step times its length. */
const amount = (rows: string, name: string, unit: string, meaning: string) =>
  column(rows, "f64", name, unit, "result", `${meaning}, over the tick that ended`, recorded);

/** in = out + stored + lost; gap is what is missing from that. */
const account = (rows: string, unit: string) =>
  ["in", "out", "stored", "lost", "gap"].map((term) => amount(rows, `${term}_${unit}`, unit, `Account: ${term}`));

/** What lies between the networks. TypeScript only; ports are > 0 when they give to a network. */
export const DISTRICT_LAYOUT: TableLayout = {
  rowSets: [
    "weather",
    "building",
    "device",
    "plant",
    "fed",
    "rule",
    "tag",
    "supply",
    "energyAccount",
    "massAccount",
    "waterAccount",
    "moneyAccount",
  ],
  columns: [
    column("weather", "f64", "temperature_K", "K", "given", "Outdoor dry bulb", recorded),
    column("weather", "f64", "relativeHumidity_1", "1", "given", "Outdoor relative humidity", recorded),
    column("weather", "f64", "wetBulb_K", "K", "given", "Outdoor wet bulb", recorded),
    column("weather", "f64", "wind_m_s", "m/s", "given", "Wind speed", recorded),
    column("weather", "f64", "global_W_m2", "W/m2", "given", "Global horizontal irradiance", recorded),
    column("weather", "f64", "direct_W_m2", "W/m2", "given", "Direct normal irradiance", recorded),
    column("weather", "f64", "diffuse_W_m2", "W/m2", "given", "Diffuse horizontal irradiance", recorded),

    column("building", "f64", "airTemperature_K", "K", "state", "Indoor air where it is cooled or heated", recorded),
    column("building", "f64", "massTemperature_K", "K", "state", "Thermal mass (5R1C)", recorded),
    column(
      "building",
      "f64",
      "uncooledAir_K",
      "K",
      "state",
      "Indoor air of the part without cooling; NaN if none",
      recorded,
    ),
    column("building", "f64", "uncooledMass_K", "K", "state", "Thermal mass of the part without cooling"),
    column("building", "f64", "electric_W", "W", "result", "Drawn from the power network, cooling included", recorded),
    column("building", "f64", "coolingNeed_W", "W", "result", "Sensible and latent cooling need", recorded),
    column("building", "f64", "cooled_W", "W", "result", "Sensible and latent cooling received", recorded),
    column("building", "f64", "heatingNeed_W", "W", "result", "Space heating and hot water need", recorded),
    column("building", "f64", "water_m3_s", "m3/s", "result", "Water drawn", recorded),
    column("building", "f64", "gas_kg_s", "kg/s", "result", "Gas drawn", recorded),
    column("building", "u8", "isEnergised", "1", "result", "Has power", recorded),
    column("building", "u8", "isAired", "1", "state", "Windows of the part without cooling are open"),
    column("building", "f64", "electricNoise_1", "1", "state", "Departure of electricity use from its profile"),
    column("building", "f64", "waterNoise_1", "1", "state", "Departure of water use from its profile"),
    column("building", "f64", "dark_s", "s", "state", "Length of the running interruption of supply; 0 if none"),
    column("building", "f64", "outage_s", "s", "state", "Time in sustained interruptions since the start", recorded),
    column("building", "i32", "interruptions", "1", "state", "Sustained interruptions since the start", recorded),
    column("building", "i32", "momentary", "1", "state", "Interruptions of up to 5 min since the start", recorded),
    column("building", "f64", "notServed_J", "J", "state", "Electricity wanted and not had since the start", recorded),

    amount("building", "electricity_J", "J", "Electricity drawn"),
    amount("building", "gas_kg", "kg", "Gas drawn"),
    amount("building", "water_m3", "m3", "Water received"),
    amount("building", "heat_J", "J", "Heat received from a loop"),
    amount("building", "cold_J", "J", "Cold received from a loop"),

    column("device", "u8", "isOn", "1", "control", "Wanted to run", recorded),
    column("device", "f64", "command_1", "1", "control", "Wanted output over rated; NaN: follow the load", recorded),
    column(
      "device",
      "i32",
      "mode",
      "1",
      "state",
      "0 off, 1 starting, 2 running, 3 tripped, 4 out of service",
      recorded,
    ),
    column("device", "f64", "output_1", "1", "state", "Output over rated at the end of the step"),
    column("device", "f64", "power_W", "W", "result", "Port to the power network", recorded),
    column("device", "f64", "reactive_var", "var", "result", "Port to the power network", recorded),
    column("device", "f64", "gas_kg_s", "kg/s", "result", "Port to the gas network", recorded),
    column("device", "f64", "heat_W", "W", "result", "Port to the heat network", recorded),
    column("device", "f64", "cold_W", "W", "result", "Port to the cooling network", recorded),
    column("device", "f64", "water_m3_s", "m3/s", "result", "Port to the water network", recorded),
    column("device", "f64", "stored_J", "J", "state", "Energy stored; NaN where there is no store", recorded),
    column("device", "f64", "timer_s", "s", "state", "Time left of the running start or restart delay; NaN if none"),
    column("device", "f64", "co2_kg_s", "kg/s", "result", "Carbon dioxide on site, NCV basis", recorded),

    column(
      "device",
      "f64",
      "available_W",
      "W",
      "result",
      "What sun or wind would give; NaN: it needs neither",
      recorded,
    ),
    column("device", "f64", "curtailed_W", "W", "result", "Of that, not given", recorded),
    column("device", "f64", "curtailed_J", "J", "state", "The same, since the start", recorded),
    column(
      "device",
      "i32",
      "bound",
      "1",
      "result",
      "0 free, 1 voltage, 2 thermal, 3 export cap, 4 inverter, 5 command",
      {
        recorded: true,
      },
    ),
    column("device", "i32", "heldBy", "1", "control", "Why command_1 is held below 1: as bound"),
    column("device", "u8", "isParked", "1", "state", "A wind turbine that stands for too much wind"),
    amount("device", "electricity_J", "J", "Given to the power network"),
    amount("device", "gas_kg", "kg", "Given to the gas network"),
    amount("device", "heat_J", "J", "Given to the heat network"),
    amount("device", "cold_J", "J", "Given to the cooling network"),
    amount("device", "water_m3", "m3", "Given to the water network"),
    amount("device", "co2_kg", "kg", "Carbon dioxide on site"),

    column("plant", "f64", "required_W", "W", "result", "Heat (or cold) that the loop takes from the plant", recorded),
    column("plant", "f64", "available_W", "W", "result", "Heat (or cold) that its sources could give now", recorded),
    column(
      "plant",
      "u8",
      "isStanding",
      "1",
      "state",
      "Its pump stands: no source can carry the loop's losses",
      recorded,
    ),
    column("plant", "f64", "share_1", "1", "state", "Share of the consumers' demand that can be met", recorded),

    column(
      "fed",
      "u8",
      "isEnergised",
      "1",
      "state",
      "Its bus is alive and its own protection has not tripped",
      recorded,
    ),
    column("fed", "f64", "timer_s", "s", "state", "Time left until it may start again; NaN if none"),
    column("fed", "f64", "power_W", "W", "result", "Drawn from its bus, >= 0", recorded),

    amount("fed", "electricity_J", "J", "Drawn from its bus"),

    amount("supply", "electricity_J", "J", "Entered the power network here"),
    amount("supply", "gas_kg", "kg", "Entered the gas network here"),
    amount("supply", "water_m3", "m3", "Entered the water network here"),
    amount("supply", "heat_J", "J", "Entered a heating loop here"),
    amount("supply", "cold_J", "J", "Entered a cooling loop here"),

    ...account("energyAccount", "J"),
    ...account("massAccount", "kg"),
    ...account("waterAccount", "m3"),
    ...account("moneyAccount", "EUR"),

    ...settled("building"),
    ...settled("device"),
    ...settled("fed"),

    column("rule", "f64", "memory_1", "1", "state", "What the rule kept from its last decision"),
    column("rule", "f64", "upsLeft_s", "s", "state", "Battery of the cabinet that steers its target"),
    column("rule", "u8", "isCommLost", "1", "control", "Its commands do not arrive"),
    column("rule", "u8", "isDark", "1", "state", "The cabinet at its target has neither power nor battery"),
    column("rule", "u8", "isUnheard", "1", "state", "It decided something that did not arrive"),

    column("tag", "f64", "value", "", "state", "As the owner's seat sees it, in the Tag's unit", recorded),
    column("tag", "u8", "quality", "1", "state", "0 good, 1 uncertain (held), 2 bad", recorded),
    column("tag", "f64", "age_s", "s", "state", "Age of the value", recorded),
    column("tag", "f64", "spoof", "", "control", "What it shows instead of the truth; NaN: the truth"),
    column("tag", "f64", "upsLeft_s", "s", "state", "Battery of its telemetry cabinet"),
    column("tag", "u8", "isCommLost", "1", "control", "Its values do not arrive"),
    column("tag", "u8", "isDark", "1", "state", "Its cabinet has neither power nor battery"),
  ],
};
