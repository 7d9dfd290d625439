// The ABI: exported functions and nothing else. One line per room; a utility's verbs are in its own *.abi.ts.
export { abiVersion, layoutHashHigh, layoutHashLow } from "./core/abi";
export { alloc, arenaStatus, arenaUsed, seal } from "./core/arena";
export { elementary, elementarySum, fixedPower, fixedPower2, fixedPowerTables } from "./core/elementary.abi";
export { setColumn, setRowCount } from "./core/header";
export { reportAddress } from "./core/report";
export * from "./electrical/balanced.abi";
export * from "./hydraulic/gas.abi";
export * from "./hydraulic/loop.abi";
export * from "./hydraulic/network.abi";
export * from "./hydraulic/water.abi";
export * from "./linalg/linalg.abi";
