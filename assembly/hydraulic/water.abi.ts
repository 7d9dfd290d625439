// Verbs of the water network.
export { publish as waterPublish, waterBind, waterConstants, waterSolve } from "./drive/water";
