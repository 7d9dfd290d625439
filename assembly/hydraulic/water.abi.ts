// Verbs of the water network.
export { waterBind, waterConstants, waterDemands, waterSolve } from "./drive/water";
export { publish as waterPublish } from "./water/publish";
