export { gasSolve } from "./drive/gas";
export { gasBind } from "./gas/columns";
