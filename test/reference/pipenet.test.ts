import { expect } from "vitest";
import { findCases } from "@/sim-core/cli/reference";
import { pipenetReference } from "@/sim-core/cli/reference/pipenet";
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

sharedTest("the 18 steady gas and heat networks are found and known, none is taken for an unknown format", () => {
  const taken = new Set(
    findCases(shared("reference"))
      .filter((found) => found.format === pipenetReference)
      .map((found) => found.file.name),
  );
  for (const name of GAS) expect(taken).toContain(`gas/${name}.json`);
  for (const name of HEAT) expect(taken).toContain(`heat/${name}.json`);
});
