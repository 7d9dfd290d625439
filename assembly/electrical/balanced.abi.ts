import { arenaStatus } from "../core/arena";
import { clearReport, fail, setCount } from "../core/report";
import { allocateAdmittance, forgetAdmittance, updateAdmittance } from "./admittance";
import { allocateEquations, mismatch } from "./equations";
import { allocateFactor, backward, eliminate } from "./factor";
import { bindGrid } from "./grid";
import { sumLinks } from "./links";
import { newton } from "./newton";
import { analyseGrid } from "./pattern";
import { addLinkFlows, allocateResults, writeFlows, writeLoads, writeSources, writeVoltages } from "./results";
import { allocateLoads, scaleInjections, specifyInjections, startVoltages } from "./specify";
import { allocateTopology, deadCount, forgetTopology, topologyVersion, updateTopology } from "./topology";

export { powerFill, powerInjection, powerJacobian } from "./inspect";
export {
  currentSlope as powerCurrentSlope,
  factorHere as powerFactor,
  transposedAt as powerTransposed,
} from "./sensitivity";

/** Takes the host's tables (see bindGrid), orders the grid and allocates all working memory. Once, before sealing. */
export function powerAnalyse(tables: usize, base_VA: f64): i32 {
  clearReport();
  bindGrid(tables, base_VA);
  const status = analyseGrid();
  if (status !== 0) return status;
  allocateAdmittance();
  allocateTopology();
  allocateEquations();
  allocateFactor();
  allocateLoads();
  allocateResults();
  const memory = arenaStatus();
  return memory === 0 ? 0 : fail(memory, -1);
}

/** After a change of shunts, branch data or voltages from outside: the next solve builds and walks anew. */
export function powerForget(): void {
  forgetAdmittance();
  forgetTopology();
}

/** Multiplies all injections of the solves to come; 1 is what the columns say. */
export function powerScale(share: f64): void {
  scaleInjections(share);
}

/**
 * Energisation by graph, then the power flow, from the state columns to state and result columns.
 *  report: count 0 = buses without supply, count 1 = version of the topology (rises with every change); the rest as in
 *  newton(). On failure state and results keep what they were, except that dead buses have been set to 0.
 */
export function powerSolve(tolerance: f64, maxIterations: i32, stepLimit: f64): i32 {
  clearReport();
  const change = updateAdmittance();
  updateTopology(change === 2);
  setCount(0, deadCount);
  setCount(1, topologyVersion);
  specifyInjections();
  startVoltages();
  sumLinks();
  const status = newton(tolerance, maxIterations, stepLimit);
  if (status !== 0) return status;
  writeVoltages();
  writeFlows();
  addLinkFlows();
  writeSources();
  writeLoads();
  return status;
}

/** One phase of a solve by itself, for benches: the state is that of the last solve. */
export function powerPhase(phase: i32): i32 {
  if (phase === 0) {
    forgetAdmittance();
    return updateAdmittance();
  }
  if (phase === 1) {
    forgetTopology();
    updateTopology(false);
  } else if (phase === 2) {
    specifyInjections();
    startVoltages();
  } else if (phase === 3) mismatch();
  else if (phase === 4) return eliminate(true);
  else if (phase === 5) backward();
  else {
    writeVoltages();
    writeFlows();
    addLinkFlows();
    writeSources();
    writeLoads();
  }
  return 0;
}
