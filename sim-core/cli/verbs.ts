import { areas } from "./areas";
import { bench } from "./bench";
import { branch } from "./branch";
import { bridge } from "./bridge";
import { compare } from "./compare";
import { convert } from "./convert";
import { detect } from "./detect";
import { district } from "./district";
import { exportTick } from "./export";
import { field } from "./field";
import { figuresVerb } from "./figures";
import { fireflow } from "./fireflow";
import { ledger } from "./ledger";
import { n1 } from "./n1";
import { quality } from "./quality";
import { query } from "./query";
import { reference } from "./reference";
import { run } from "./run";
import { service } from "./service";
import { solve } from "./solve";
import { trace } from "./trace";
import type { Verb } from "./verb";
import { zones } from "./zones";

/** Every verb, in the order of `help`. A new one is a file beside this and a line here. */
export const VERBS: readonly Verb[] = [
  run,
  branch,
  compare,
  ledger,
  service,
  exportTick,
  solve,
  n1,
  convert,
  fireflow,
  trace,
  zones,
  areas,
  quality,
  query,
  district,
  bridge,
  field,
  detect,
  reference,
  bench,
  figuresVerb(() => VERBS),
];
