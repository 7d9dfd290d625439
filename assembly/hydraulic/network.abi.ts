// The nodal network by itself, for tests; a utility's drive calls it inside the kernel.
export { networkAnalyse, networkAssemble, networkCheck, networkHold, networkReach, networkSolve } from "./network";
