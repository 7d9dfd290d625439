import { bench } from "./bench";
import { branch } from "./branch";
import { compare } from "./compare";
import { district } from "./district";
import { figuresVerb } from "./figures";
import { ledger } from "./ledger";
import { query } from "./query";
import { reference } from "./reference";
import { run } from "./run";
import { solve } from "./solve";
import type { Verb } from "./verb";

/** Every verb, in the order of `help`. A new one is a file beside this and a line here. */
export const VERBS: readonly Verb[] = [
  run,
  branch,
  compare,
  ledger,
  solve,
  query,
  district,
  reference,
  bench,
  figuresVerb(() => VERBS),
];
