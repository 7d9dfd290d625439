import { areas } from "./areas";
import { bench } from "./bench";
import { bridge } from "./bridge";
import { convert } from "./convert";
import { district } from "./district";
import { exportTick } from "./export";
import { field } from "./field";
import { figuresVerb } from "./figures";
import { fireflow } from "./fireflow";
import { ledger } from "./ledger";
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
  ledger,
  service,
  solve,
  convert,
  exportTick,
  fireflow,
  trace,
  zones,
  areas,
  quality,
  query,
  district,
  reference,
  bench,
  bridge,
  field,
  figuresVerb(() => VERBS),
];
