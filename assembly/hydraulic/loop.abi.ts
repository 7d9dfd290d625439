export { loopSolve } from "./drive/loop";
export { loopBind } from "./loop/columns";
