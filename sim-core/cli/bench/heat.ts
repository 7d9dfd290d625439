import { pipenetRows } from "./pipenet";
import type { BenchArea } from "./row";

export const heatBench: BenchArea = {
  name: "heat",
  summary: "steady heating and cooling loops of the reference folder",
  async *rows(context) {
    const demand = { element: "heat_consumer:0", field: "heat_W", from: 6000, to: 6500 };
    yield* pipenetRows(context, "heat", "schutterwald_heat_488", demand);
    yield* pipenetRows(context, "heat", "dh_two_producers_meshed", { ...demand, from: 76000, to: 78000 });
    yield* pipenetRows(context, "heat", "dc_chilled_water", { ...demand, from: 53000, to: 54000 });
  },
};
