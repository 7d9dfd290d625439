import { pipenetRows } from "./pipenet";
import type { BenchArea } from "./row";

export const gasBench: BenchArea = {
  name: "gas",
  summary: "steady gas networks of the reference folder",
  async *rows(context) {
    const demand = { element: "sink:0", field: "offtake_kg_s", from: 3e-4, to: 4e-4 };
    yield* pipenetRows(context, "gas", "schutterwald_gas_2559", demand);
    yield* pipenetRows(context, "gas", "mp_lp_regulators_lgas_colebrook", demand);
  },
};
