import { bench } from "./bench";
import { bridge } from "./bridge";
import { convert } from "./convert";
import { district } from "./district";
import { exportTick } from "./export";
import { field } from "./field";
import { figuresVerb } from "./figures";
import { ledger } from "./ledger";
import { query } from "./query";
import { reference } from "./reference";
import { run } from "./run";
import { service } from "./service";
import { solve } from "./solve";
import type { Verb } from "./verb";

/** Every verb, in the order of `help`. A new one is a file beside this and a line here. */
export const VERBS: readonly Verb[] = [
  run,
  ledger,
  service,
  solve,
  convert,
  exportTick,
  query,
  district,
  reference,
  bench,
  bridge,
  field,
  figuresVerb(() => VERBS),
];
