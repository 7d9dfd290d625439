// Verbs of the water network.
export { waterAnalyse, waterBind, waterConstants, waterDemands, waterRepeat, waterSolve } from "./drive/water";
export { publish as waterPublish } from "./water/publish";
