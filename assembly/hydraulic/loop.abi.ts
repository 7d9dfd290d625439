export { loopBind, loopSolve } from "./drive/loop";
