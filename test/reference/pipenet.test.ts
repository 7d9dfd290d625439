import { expect } from "vitest";
import { runReferences } from "@/sim-core/cli/reference";
import { solversModule } from "../support/module";
import { shared, sharedTest } from "../support/shared";

/** What the READMEs ask for, by name: none of them may be skipped, whatever else lies in the folders. */
const GAS = [
  "stanet_hnet_2feed_pc",
  "stanet_meshed_pumps_n",
  "stanet_square_n",
  "stanet_square_pc",
  "stanet_two_valves_n",
  "stanet_versatility_pc",
  "schutterwald_gas_2559",
  "mp_lp_regulators_lgas",
  "mp_lp_regulators_lgas_colebrook",
  "regulator_modes",
  "hp_hydrogen_compressors",
];
const HEAT = [
  "openmodelica_delta_2sinks",
  "openmodelica_heights",
  "openmodelica_section_variation",
  "schutterwald_heat_488",
  "dh_two_producers_meshed",
  "dc_chilled_water",
  "erigrid2_dh_snapshot",
];

for (const [folder, names, tolerances] of [
  ["gas", GAS, "1e-6 bar and 1e-6 of a flow"],
  ["heat", HEAT, "1e-5 bar, 0.02 K and 1e-4 of a flow"],
] as const) {
  sharedTest(`every steady ${folder} network on disk is met to ${tolerances}`, async () => {
    const cases = await runReferences(shared("reference"), solversModule(), () => {}, `${folder}/`);
    const failures = cases.filter((c) => !c.ok && !c.skipped).map((c) => `${c.name}: ${c.reason}`);
    expect(failures).toEqual([]);
    const passed = new Set(cases.filter((c) => c.ok).map((c) => c.name));
    for (const name of names) expect(passed, name).toContain(`${folder}/${name}.json`);
  });
}
