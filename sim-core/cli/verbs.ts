import { bench } from "./bench";
import { district } from "./district";
import { figuresVerb } from "./figures";
import { ledger } from "./ledger";
import { n1 } from "./n1";
import { query } from "./query";
import { reference } from "./reference";
import { run } from "./run";
import { solve } from "./solve";
import type { Verb } from "./verb";

/** Every verb, in the order of `help`. A new one is a file beside this and a line here. */
export const VERBS: readonly Verb[] = [
  run,
  ledger,
  solve,
  n1,
  query,
  district,
  reference,
  bench,
  figuresVerb(() => VERBS),
];
