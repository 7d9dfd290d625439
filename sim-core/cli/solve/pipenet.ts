import { PIPENET_SCHEMA, readPipenet } from "../../exchange/pipenet/read";
import type { NetworkFormat } from "./format";
import { solveSteady } from "./steady";

/** `solve net.json` of a gas or heat network in column tables. */
export const pipenetFormat: NetworkFormat = {
  name: PIPENET_SCHEMA,
  matches: (file) => file.fileName.endsWith(".json") && file.text().slice(0, 400).includes(PIPENET_SCHEMA),
  solve: (file, { solvers }) => solveSteady(readPipenet(file.text(), file.fileName), solvers, "kg_s"),
};
