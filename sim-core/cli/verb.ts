import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type FlagSpecs, type FlagValues, type OperandSpec, parseArgs, UsageError } from "./args";

/** What a verb may do to the outside: write lines, write its JSON, resolve paths as they were typed. */
export interface Terminal {
  /** A line of the answer, on stdout. */
  out(line: string): void;
  /** A line about the work (progress, warnings, errors), on stderr. */
  note(line: string): void;
  /** A path as typed -> absolute, against the folder in which the command was typed. */
  path(typed: string): string;
  /** The documented answer of `--json F`; `-` is stdout. Does nothing when the flag was not given. */
  json(file: string | undefined, value: unknown): void;
}

export interface VerbInput<F extends FlagSpecs> {
  readonly operands: readonly string[];
  readonly flags: FlagValues<F>;
  readonly terminal: Terminal;
}

/** One verb of the command line, as `help` shows it and main runs it. `run` gives the exit code. */
export interface Verb {
  readonly name: string;
  readonly summary: string;
  readonly operands: readonly OperandSpec[];
  readonly flags: FlagSpecs;
  /** More for `help <verb>`: examples, forms, the shape of the JSON. */
  readonly details?: string;
  run(typed: readonly string[], terminal: Terminal): Promise<number>;
}

/** Declares a verb; the types of its flags follow from their declarations. */
export function defineVerb<const F extends FlagSpecs>(verb: {
  name: string;
  summary: string;
  operands?: readonly OperandSpec[];
  flags: F;
  details?: string;
  run(input: VerbInput<F>): number | Promise<number>;
}): Verb {
  const operands = verb.operands ?? [];
  return {
    ...verb,
    operands,
    run: async (typed, terminal) => {
      const parsed = parseArgs(typed, operands, verb.flags);
      checkTargets(parsed.flags, terminal);
      return verb.run({ ...parsed, terminal });
    },
  };
}

/** Where an answer cannot be written, it is said before the work, not after it: nothing that was computed is lost. */
function checkTargets(flags: Readonly<Record<string, unknown>>, terminal: Terminal): void {
  for (const name of ["json", "out", "csv"]) {
    const typed = flags[name];
    if (typeof typed !== "string" || typed === "-") continue;
    const path = terminal.path(typed);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
      throw new UsageError(`--${name} wants a file, got the folder "${typed}"`);
    const missing: string[] = [];
    let folder = dirname(path);
    for (; !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
    try {
      accessSync(folder, constants.W_OK);
      // one by one: a recursive mkdir never returns below a folder that takes none (/proc)
      for (folder of missing) mkdirSync(folder);
    } catch (error) {
      throw new UsageError(`--${name}: nothing can be written in ${folder} (${(error as Error).message})`);
    }
  }
}

/** npm runs scripts in the project's folder; INIT_CWD is where the user stood. */
const typedIn = () => process.env.INIT_CWD ?? process.cwd();

export const processTerminal: Terminal = {
  out: (line) => void process.stdout.write(`${line}\n`),
  note: (line) => void process.stderr.write(`${line}\n`),
  path: (typed) => resolve(typedIn(), typed),
  json(file, value) {
    if (file === undefined) return;
    const text = `${JSON.stringify(value, null, 2)}\n`;
    if (file === "-") {
      process.stdout.write(text);
      return;
    }
    const full = resolve(typedIn(), file);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  },
};

/** `run <scenario> [--hours H]`: the first line of a verb's help. */
export function usageOf(verb: Verb): string {
  const operands = verb.operands.map((o) => {
    const name = `<${o.name}>${o.rest ? " ..." : ""}`;
    return o.optional ? `[${name}]` : name;
  });
  const flags = Object.entries(verb.flags).map(([name, spec]) => `[--${name}${placeholder(spec.type)}]`);
  return [verb.name, ...operands, ...flags].join(" ");
}

const placeholder = (type: string): string =>
  ({ switch: "", path: " F", text: " W", texts: " W ...", number: " X", integer: " N" })[type] ?? "";
