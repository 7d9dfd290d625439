import { isMatpowerName, readMatpower } from "../../exchange/matpower";
import type { NetworkFormat } from "./format";
import { solveSteady } from "./steady";

/** `solve case.m`: a balanced power flow. */
export const matpowerFormat: NetworkFormat = {
  name: "MATPOWER .m and .case.json",
  matches: (file) => isMatpowerName(file.fileName),
  solve: (file, { solvers }) =>
    solveSteady({ utility: "power", ...readMatpower(file.text(), file.fileName) }, solvers, "1"),
};
