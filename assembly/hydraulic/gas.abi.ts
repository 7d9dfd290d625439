export { gasBind, gasSolve } from "./drive/gas";
