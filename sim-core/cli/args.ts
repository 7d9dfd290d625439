/** Flags as a verb declares them: what may be typed, what it means, what the verb then gets. */
export interface SwitchSpec {
  readonly type: "switch";
  readonly meaning: string;
}
/** May be given more than once; "texts" gathers them in the order typed. */
export interface TextsSpec {
  readonly type: "texts";
  readonly meaning: string;
  readonly choices?: undefined;
}
export interface TextSpec {
  readonly type: "text" | "path";
  readonly meaning: string;
  readonly choices?: readonly string[];
}
export interface NumberSpec {
  readonly type: "number" | "integer";
  readonly meaning: string;
  readonly min?: number;
  readonly max?: number;
}
export type FlagSpec = SwitchSpec | TextSpec | TextsSpec | NumberSpec;
type ValueSpec = TextSpec | TextsSpec | NumberSpec;

const isText = (spec: ValueSpec): spec is TextSpec | TextsSpec =>
  spec.type === "text" || spec.type === "texts" || spec.type === "path";

export interface OperandSpec {
  readonly name: string;
  readonly meaning: string;
  readonly optional?: boolean;
  /** Takes all that is left; only the last operand may. */
  readonly rest?: boolean;
}

export type FlagSpecs = Readonly<Record<string, FlagSpec>>;

type FlagValue<S extends FlagSpec> = S["type"] extends "switch"
  ? boolean
  : S["type"] extends "texts"
    ? readonly string[]
    : S["type"] extends "number" | "integer"
      ? number | undefined
      : string | undefined;

export type FlagValues<F extends FlagSpecs> = { readonly [K in keyof F]: FlagValue<F[K]> };

/** What somebody typed cannot be run: said on stderr with what was found and what was wanted; exit code 2. */
export class UsageError extends Error {}

/** A verb that could not do its work (a file that is not there, a model with errors): exit code 1. */
export class VerbError extends Error {}

/** Splits what was typed into operands and flags, by the declarations. `--flag value` and `--flag=value` are the same;
 *  everything after `--` is an operand; a number may be negative. */
export function parseArgs<F extends FlagSpecs>(
  typed: readonly string[],
  operandSpecs: readonly OperandSpec[],
  flagSpecs: F,
): { operands: string[]; flags: FlagValues<F> } {
  const operands: string[] = [];
  const flags: Record<string, string | number | boolean | readonly string[] | undefined> = {};
  for (const [name, spec] of Object.entries(flagSpecs))
    flags[name] = spec.type === "switch" ? false : spec.type === "texts" ? [] : undefined;

  for (let i = 0; i < typed.length; i++) {
    const word = typed[i];
    if (word === "--") {
      operands.push(...typed.slice(i + 1));
      break;
    }
    if (!word.startsWith("--")) {
      if (/^-[a-zA-Z]/.test(word)) throw new UsageError(`unknown flag ${word}; flags are written --name`);
      operands.push(word);
      continue;
    }
    const equals = word.indexOf("=");
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
    const spec = Object.hasOwn(flagSpecs, name) ? flagSpecs[name] : undefined;
    if (!spec) throw new UsageError(`unknown flag --${name}${nearest(name, Object.keys(flagSpecs), "--")}`);
    if (spec.type === "switch") {
      if (equals >= 0) throw new UsageError(`--${name} takes no value, got "${word.slice(equals + 1)}"`);
      flags[name] = true;
      continue;
    }
    const value = equals >= 0 ? word.slice(equals + 1) : typed[++i];
    if (value === undefined || (equals < 0 && /^--[a-z]/.test(value)))
      throw new UsageError(`--${name} wants ${wanted(spec)}, got nothing`);
    const read = readValue(name, spec, value);
    flags[name] = spec.type === "texts" ? [...(flags[name] as string[]), String(read)] : read;
  }

  const most = operandSpecs.some((o) => o.rest) ? Number.POSITIVE_INFINITY : operandSpecs.length;
  const missing = operandSpecs.slice(operands.length).find((o) => !o.optional);
  if (missing) throw new UsageError(`missing <${missing.name}>: ${missing.meaning}`);
  if (operands.length > most) throw new UsageError(`one word too many: "${operands[most]}"`);
  return { operands, flags: flags as FlagValues<F> };
}

function wanted(spec: ValueSpec): string {
  if (isText(spec))
    return spec.choices ? `one of ${spec.choices.join(", ")}` : spec.type === "path" ? "a path" : "a word";
  const kind = spec.type === "integer" ? "an integer" : "a number";
  if (spec.min !== undefined && spec.max !== undefined) return `${kind} from ${spec.min} to ${spec.max}`;
  if (spec.min !== undefined) return `${kind} of at least ${spec.min}`;
  return spec.max !== undefined ? `${kind} of at most ${spec.max}` : kind;
}

function readValue(name: string, spec: ValueSpec, value: string): string | number {
  const refuse = () => new UsageError(`--${name} wants ${wanted(spec)}, got "${value}"`);
  if (isText(spec)) {
    if (value === "" || (spec.choices && !spec.choices.includes(value))) throw refuse();
    return value;
  }
  const number = value.trim() === "" ? Number.NaN : Number(value);
  if (!Number.isFinite(number) || (spec.type === "integer" && !Number.isSafeInteger(number))) throw refuse();
  if ((spec.min !== undefined && number < spec.min) || (spec.max !== undefined && number > spec.max)) throw refuse();
  return number;
}

/** `; did you mean --hours?` for a word one or two letters away from a known one; the whole list otherwise. */
export function nearest(word: string, known: readonly string[], prefix = ""): string {
  if (known.length === 0) return "; there are none here";
  const [best] = known
    .map((name) => ({ name, letters: lettersApart(word, name) }))
    .sort((a, b) => a.letters - b.letters);
  if (best.letters <= 2) return `; did you mean ${prefix}${best.name}?`;
  return `; known: ${known.map((name) => prefix + name).join(", ")}`;
}

/** Levenshtein distance, one row at a time. */
function lettersApart(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}
