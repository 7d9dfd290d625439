import type { Element, FieldValue } from "@/sim-core/model/element";
import { element } from "./district";

/** The smallest loop: plant, 500 m out, one consumer with a building that wants only hot water, 500 m back; gas and sources. */
export function smallLoop(hotWater_W: number, sources: readonly Element[], building: Record<string, FieldValue> = {}) {
  const pipe = { length_m: 500, diameter_m: 0.15, outerDiameter_m: 0.168, loss_W_m_K: 0.3, loop: "heat" };
  return [
    ...["S1", "S2"].map((id) => element(id, "heatJunction", { elevation_m: 0, side: "supply", loop: "heat" })),
    ...["R1", "R2"].map((id) => element(id, "heatJunction", { elevation_m: 0, side: "return", loop: "heat" })),
    element(
      "PLANT",
      "heatPlant",
      { supplySet_K: 353.15, lift_Pa: 4e5, returnPressure_Pa: 2e5, isAnchor: true, loop: "heat" },
      ["R1", "S1"],
    ),
    element("OUT", "heatPipe", pipe, ["S1", "S2"]),
    element("BACK", "heatPipe", pipe, ["R2", "R1"]),
    element("HIU", "heatConsumer", { design_W: 1e6, returnTemperature_K: 318.15, loop: "heat" }, ["S2", "R2"]),
    element("HOUSE", "building", { grossArea_m2: 10, heatSet_K: 200, coolSet_K: 400, hotWater_W, ...building }, [
      "HIU",
    ]),
    element("GATE", "citySource", { pressure_Pa: 2e5 }, ["G1"]),
    element("G1", "gasJunction", { elevation_m: 0 }),
    element("G2", "gasJunction", { elevation_m: 0 }),
    element("MAIN", "gasPipe", { length_m: 800, diameter_m: 0.1, roughness_m: 1e-4 }, ["G1", "G2"]),
    ...sources,
  ];
}
