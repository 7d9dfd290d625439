import * as S from "../harbourside/sizing";
import { at, type Book } from "./book";
import { mediumPressure } from "./gas";
import { plantOf } from "./loops";
import { blockId, corner, cornerX_m, cornerY_m, type DistrictPlan } from "./plan";
import { lvAt, lvOf, mvOf } from "./power";
import { waterAt, worksBlock } from "./water";

/** Engines, boilers, heat pump and hot store at the energy centre; the peaker next door. */
export function buildEnergyCentre(book: Book, plan: DistrictPlan): void {
  const p = plan.prefix;
  const k = plan.scale;
  const x = cornerX_m(plan, plan.columns) + 72;
  const y = cornerY_m(plan, plan.heatTrunkRow) - 4;
  const plant = plantOf(plan, "heat");
  const energy = `${p}energy`;
  const gas = mediumPressure(plan, "ENERGY");
  const heatTag = book.tag(plant, "heat_W", "W", "heat");
  book.relate(lvOf(energy), "feeds", plant);

  const chp = `${p}CHP`;
  book.add(
    "chp",
    chp,
    "heat",
    {
      ratedPower_W: S.CHP.power_W * k,
      ratedHeat_W: S.CHP.heat_W * k,
      // J420 catalogue at 50, 75 and 100 % load.
      electricEfficiency_1: [0.39, 0.413, 0.424],
      minLoad_1: 0.5,
      rampPower_1_s: 0.25 / 60,
      startDelay_s: 180,
      minInlet_Pa: S.ENGINE_INLET_PA,
      isOn: true,
      command_1: 0.5,
    },
    { connects: [mvOf(energy), gas, plant] },
    { name: "CHP engine", geometry: at(x + 8, y + 6, 4) },
  );
  const store = `${p}HOT-STORE`;
  const storeTag = book.tag(store, "stored_J", "J", "heat");
  book.rule("chpHeatLed", chp, "heat", {
    heatTag,
    storeTag,
    storeCapacity_J: S.HOT_STORE_J * k,
    ratedHeat_W: S.CHP.heat_W * k,
  });

  book.add(
    "heatPump",
    `${p}HEAT-PUMP`,
    "heat",
    {
      ratedHeat_W: S.HEAT_PUMP_W * k,
      carnotShare_1: 0.5,
      sourceKind: "air",
      minLoad_1: 0.25,
      startDelay_s: 600,
      isOn: false,
    },
    { connects: [lvOf(energy), plant] },
    { name: "Air-source heat pump", geometry: at(x + 18, y + 26, 4) },
  );
  book.rule("heatPumpBaseLoad", `${p}HEAT-PUMP`, "heat", {
    heatTag,
    base_W: S.CHP.heat_W * k,
    ratedHeat_W: S.HEAT_PUMP_W * k,
  });

  // A village has one boiler and two chillers of the same total.
  const count = k < 0.1 ? 1 : S.BOILERS.count;
  const boiler_W = (S.BOILERS.count / count) * S.BOILERS.heat_W * k;
  for (let n = 1; n <= count; n++) {
    const id = `${p}BOILER-${n}`;
    book.add(
      "boiler",
      id,
      "heat",
      {
        ratedHeat_W: boiler_W,
        efficiency_1: 1.03,
        minLoad_1: 0.15,
        startDelay_s: 600,
        minInlet_Pa: S.ENGINE_INLET_PA,
        isOn: false,
      },
      { connects: [gas, plant] },
      { name: `Boiler ${n}`, geometry: at(x + 26, y + 8 * n - 4, 3) },
    );
    const base_W = (S.CHP.heat_W + S.HEAT_PUMP_W) * k + (n - 1) * boiler_W;
    book.rule("boilerMeritOrder", id, "heat", { heatTag, base_W });
  }
  book.add(
    "hotStore",
    store,
    "heat",
    {
      capacity_J: S.HOT_STORE_J * k,
      maxCharge_W: 8e6 * k,
      loss_1_day: 0.0019,
      initialShare_1: 0.6,
    },
    { connects: [plant] },
    { name: "Hot water store", geometry: at(x + 42, y + 16, 9) },
  );

  const peaker = `${p}PEAKER`;
  book.add(
    "peaker",
    peaker,
    "power",
    {
      ratedPower_W: S.PEAKER.power_W * k,
      electricEfficiency_1: [0.385, 0.408, S.PEAKER.efficiency_1],
      startDelay_s: 180,
      rampPower_1_s: 0.25 / 60,
      minLoad_1: 0.5,
      minInlet_Pa: S.ENGINE_INLET_PA,
      isOn: false,
    },
    { connects: [mvOf(`${p}peaker`), gas] },
    { name: "Gas-engine peaker", geometry: at(x + 12, y - 40, 4) },
  );
  const importTag = book.tag(`${p}GRID`, "power_W", "W", "power", "district");
  book.rule("peakerImportLimit", peaker, "power", {
    importTag,
    powerTag: book.tag(peaker, "power_W", "W", "power"),
    limit_W: S.IMPORT_LIMIT_W * k,
    stop_W: S.IMPORT_STOP_W * k,
    ratedPower_W: S.PEAKER.power_W * k,
  });
  book.limit(
    `${p}GRID`,
    "power_W",
    "above",
    S.IMPORT_LIMIT_W * k,
    0.2e6 * k,
    900,
    2,
    "Import above the connection contract",
  );

  const battery = `${p}BATTERY`;
  book.add(
    "battery",
    battery,
    "power",
    {
      capacity_J: S.BATTERY.energy_J * k,
      maxPower_W: S.BATTERY.power_W * k,
      roundTrip_1: S.BATTERY.roundTrip_1,
      initialShare_1: 0.5,
    },
    { connects: [mvOf(`${p}quay`)] },
    { name: "Quay battery", geometry: at(x + 8, cornerY_m(plan, 1) + 74, 2) },
  );
  book.rule("batteryPeakShave", battery, "power", {
    importTag,
    powerTag: book.tag(battery, "power_W", "W", "power"),
    // Works before the peaker does, and fills up at night.
    limit_W: (S.IMPORT_LIMIT_W - 1e6) * k,
    chargeBelow_W: 16e6 * k,
    chargeStart_h: 1,
    chargeEnd_h: 6,
    maxPower_W: S.BATTERY.power_W * k,
  });
}

/** Four chillers and the cold store on the pier. */
export function buildCoolingPlant(book: Book, plan: DistrictPlan): void {
  const p = plan.prefix;
  const k = plan.scale;
  const plant = plantOf(plan, "cooling");
  const x = cornerX_m(plan, plan.coolColumn);
  const y = cornerY_m(plan, 0) - 60;
  const bus = lvOf(`${p}cooling`);
  book.relate(bus, "feeds", plant);
  const coldTag = book.tag(plant, "heat_W", "W", "heat");
  const count = k < 0.1 ? 2 : S.CHILLERS.count;
  const rated_W = (S.CHILLERS.count / count) * S.CHILLERS.cold_W * k;
  for (let n = 1; n <= count; n++) {
    const id = `${p}CHILLER-${n}`;
    book.add(
      "chiller",
      id,
      "heat",
      {
        rated_W,
        ratedCop_1: S.CHILLERS.cop_1,
        makeUp_m3_J: S.MAKE_UP_M3_J,
        minLoad_1: 0.15,
        startDelay_s: 300,
        isOn: n === 1,
      },
      { connects: [bus, plant, waterAt(plan, plan.coolColumn, 0)] },
      { name: `Chiller ${n}`, geometry: at(x - 22 + 10 * n, y, 4) },
    );
    book.rule("chillerFollowLoad", id, "heat", { coldTag, stage: n - 1, rated_W });
  }
  book.add(
    "coldStore",
    `${p}COLD-STORE`,
    "heat",
    {
      capacity_J: S.COLD_STORE_J * k,
      maxCharge_W: 6e6 * k,
      loss_1_day: 0.015,
      initialShare_1: 0.5,
    },
    { connects: [plant] },
    { name: "Cold water store", geometry: at(x + 44, y + 6, 9) },
  );
  // Night tariff in, afternoon out: what an operator does who looks at his own bill.
  book.rule("storeSchedule", `${p}COLD-STORE`, "heat", {
    chargeStart_h: 23,
    chargeEnd_h: 6,
    charge_1: 0.3,
    giveStart_h: 12,
    giveEnd_h: 19,
    give_1: 0.3,
  });
}

/** Roof PV on every built block, home chargers in every third, two hubs, street lights at each primary. */
export function buildSmallDevices(
  book: Book,
  plan: DistrictPlan,
  hubs: readonly { station: string; x: number; y: number }[],
): void {
  const p = plan.prefix;
  let index = 0;
  const mixed = plan.blocks.filter((b) => b.dwellings > 0);
  for (const block of plan.blocks) {
    if (block.character === "park") continue;
    const here = corner(plan, block.column, block.row);
    const x = cornerX_m(plan, block.column);
    const y = cornerY_m(plan, block.row);
    const peak_W = block.dwellings > 0 ? S.PV_W.mixed : block.character === "works" ? S.PV_W.works : S.PV_W.large;
    const id = `PV-${here}`;
    const bus = lvAt(plan, block);
    book.add(
      "pv",
      id,
      "power",
      {
        peak_W,
        tilt_deg: 15,
        azimuth_deg: 180,
        temperatureCoefficient_1_K: -0.0037,
        inverter_VA: Math.round(peak_W / S.PV_DC_AC),
        voltVar_1: S.VOLT_VAR.points_1,
        varShare_1: S.VOLT_VAR.share_1,
      },
      { connects: [bus] },
      { name: `Roof PV ${here}`, geometry: at(x + 70, y + 21, 20) },
    );
    book.rule("pvVoltWatt", id, "power", { voltageTag: book.tag(bus, "voltage_1", "1", "power") });
  }
  mixed.forEach((block) => {
    if (index++ % 3 !== 1) return;
    const here = corner(plan, block.column, block.row);
    const groups = Math.max(Math.ceil((mixed.length - 1) / 3), 1);
    const chargers = (S.HOME_CHARGERS * plan.scale) / groups;
    const peak_W = chargers * S.HOME_CHARGER_W * S.HOME_CHARGER_DIVERSITY;
    book.add(
      "evHub",
      `EV-${here}`,
      "power",
      {
        rated_W: Math.round(chargers * S.HOME_CHARGER_W),
        electric_W: Math.round(peak_W / 2.6),
        profile: "EV-HOME",
      },
      { connects: [lvAt(plan, block)] },
      {
        name: `Home chargers ${here}`,
        geometry: at(cornerX_m(plan, block.column) + 80, cornerY_m(plan, block.row) + 62, 0),
      },
    );
  });
  for (const hub of hubs)
    book.add(
      "evHub",
      `HUB-${hub.station}`,
      "power",
      {
        rated_W: S.EV_HUB_W,
        electric_W: Math.round((S.EV_HUB_W * S.EV_HUB_DIVERSITY) / 1.86),
        profile: "EV-HUB",
      },
      { connects: [lvOf(hub.station)] },
      { name: `Charging hub ${hub.station}`, geometry: at(hub.x, hub.y, 0) },
    );
  book.add(
    "powerLoad",
    `${p}TREATMENT`,
    "water",
    { active_W: Math.round(S.WORKS_W * plan.scale), reactive_var: Math.round(0.4 * S.WORKS_W * plan.scale) },
    { connects: [lvAt(plan, worksBlock(plan))], within: [blockId(plan, worksBlock(plan))] },
    { name: "Water treatment" },
  );
  for (const [side, block] of [
    ["west", mixed[0]],
    ["east", mixed[mixed.length - 1]],
  ] as const) {
    if (!block) continue;
    book.add(
      "powerLoad",
      `${p}LIGHTS-${side}`,
      "power",
      {
        active_W: Math.round((S.STREET_LIGHT_W * plan.scale) / 2 / 2.7),
        reactive_var: Math.round((0.3 * S.STREET_LIGHT_W * plan.scale) / 2 / 2.7),
        profile: "LIGHTS",
      },
      { connects: [lvAt(plan, block)] },
      { name: `Street lights ${side}` },
    );
  }
}
