// The factorisations by themselves, for tests and benches; utilities call them inside the kernel.
export {
  ldltAnalyse,
  ldltCells,
  ldltCheckPattern,
  ldltDead,
  ldltFactor,
  ldltFactorSolve,
  ldltPattern,
  ldltRefactor,
  ldltSetTolerance,
  ldltSlotCount,
  ldltSolve,
  ldltSolveTransposed,
  ldltValues,
} from "./ldlt";
export { luBlockProducts, luCheckPattern, luDead, luPattern, luSetTolerance, luSlotCount, luValues } from "./lu";
export { lu1Analyse, lu1Factor, lu1Refactor, lu1Solve, lu1SolveTransposed } from "./lu1";
export { lu2Analyse, lu2Factor, lu2Refactor, lu2Solve, lu2SolveTransposed } from "./lu2";
export {
  patternColumnRows,
  patternColumnStart,
  patternFill,
  patternFlops,
  patternOrder,
  patternPairColumns,
  patternPairStart,
  patternPairs,
  patternRowColumns,
  patternRowStart,
} from "./pattern";
