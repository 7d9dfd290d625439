// The factorisations by themselves, for tests and benches; utilities call them inside the kernel.
export {
  ldltAnalyse,
  ldltCheckPattern,
  ldltDead,
  ldltFactor,
  ldltPattern,
  ldltRefactor,
  ldltSetTolerance,
  ldltSlotCount,
  ldltSolve,
  ldltSolveTransposed,
  ldltValues,
} from "./ldlt";
export { patternFill, patternFlops, patternOrder } from "./pattern";
