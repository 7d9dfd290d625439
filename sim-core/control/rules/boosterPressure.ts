import { clamp, hold, type RuleKind } from "../kind";

/**
 * A variable speed drive that keeps its delivery pressure. Lift goes with speed squared, so the next speed is
 * speed x sqrt(wanted lift / present lift); the flow's answer makes that a contraction for any falling pump curve.
 */
export const boosterPressure: RuleKind = {
  kind: "boosterPressure",
  meaning: "Sets a booster's speed to hold the pressure behind it; stops it when suction fails",
  targets: ["waterPump"],
  isLocal: true,
  parameters: [
    { name: "deliveryTag", unit: "Pa", meaning: "Pressure behind the pump, or at the far point it is to hold" },
    { name: "suctionTag", unit: "Pa", meaning: "Pressure in front of the pump" },
    { name: "set_Pa", unit: "Pa", meaning: "Delivery pressure to hold" },
    { name: "deadband_Pa", unit: "Pa", default: 20_000, meaning: "No move while the error is smaller" },
    { name: "minSpeed_1", unit: "1", default: 0.6, meaning: "Lowest speed" },
    { name: "maxSpeed_1", unit: "1", default: 1, meaning: "Highest speed" },
    { name: "suctionTrip_Pa", unit: "Pa", default: 49_000, meaning: "Stop below this suction pressure (5 m)" },
    { name: "suctionReset_Pa", unit: "Pa", default: 98_000, meaning: "Start again above this suction pressure (10 m)" },
  ],
  decide(input) {
    const delivery_Pa = input.read("deliveryTag");
    const suction_Pa = input.read("suctionTag");
    if (Number.isNaN(delivery_Pa) || Number.isNaN(suction_Pa)) return hold(input);
    // Memory is the speed last set; negative while stopped for want of suction.
    const last = Number.isNaN(input.memory) ? input.number("maxSpeed_1") : input.memory;
    const why = `suction ${(suction_Pa / 1e3).toFixed(0)} kPa, delivery ${(delivery_Pa / 1e3).toFixed(0)} kPa`;
    if (last > 0 && suction_Pa < input.number("suctionTrip_Pa")) return { fields: { isOn: false }, memory: -last, why };
    if (last < 0) {
      if (suction_Pa < input.number("suctionReset_Pa")) return hold(input);
      return { fields: { isOn: true, speed_1: -last }, memory: -last, why };
    }
    const wanted_Pa = input.number("set_Pa") - suction_Pa;
    if (Math.abs(input.number("set_Pa") - delivery_Pa) < input.number("deadband_Pa")) return hold(input);
    const lift_Pa = Math.max(delivery_Pa - suction_Pa, 1_000);
    const speed_1 = clamp(
      last * Math.sqrt(clamp(wanted_Pa / lift_Pa, 0.25, 4)),
      input.number("minSpeed_1"),
      input.number("maxSpeed_1"),
    );
    if (speed_1 === last) return hold(input);
    return { fields: { speed_1 }, memory: speed_1, why };
  },
};
