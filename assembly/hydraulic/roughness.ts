import { f64At, setF64 } from "../core/memory";
import { FRICTION_NIKURADSE_LIQUID, nikuradseRough } from "./laws/friction";

/** Turns k/D of every link into what its friction law takes: the rough term of Nikuradse's sum, or k/D itself. */
export function prepareRoughness(law: i32, rough: usize, links: i32): void {
  if (law > FRICTION_NIKURADSE_LIQUID) return;
  for (let e = 0; e < links; e++) {
    const relative = f64At(rough, e);
    if (relative > 0.0) setF64(rough, e, nikuradseRough(law, relative));
  }
}
