import { basename } from "node:path";
import type { Issue } from "../../model/issue";
import { UsageError } from "../args";
import { unpackedText } from "../unpacked";

/** A network file as it was named; `.gz` is unpacked and left out of `fileName`. */
export class NetworkFile {
  constructor(readonly path: string) {}

  get fileName(): string {
    return basename(this.path).replace(/\.gz$/, "");
  }

  text(): string {
    return unpackedText(this.path);
  }
}

/** Values of one kind of thing at one instant, column by column; NaN is absent and becomes null in JSON. */
export interface ResultTable {
  /** "node", "pipe", "bus" ... in the words of the utility. */
  readonly name: string;
  readonly ids: readonly string[];
  readonly columns: readonly { readonly name: string; readonly unit: string; readonly values: ArrayLike<number> }[];
}

export interface NetworkAnswer {
  /** True only if every step solved. */
  readonly ok: boolean;
  /** What went wrong, with its place and what to do, where `ok` is false. */
  readonly failure?: string;
  /** Faults of the file, and what was not taken over from it. */
  readonly issues: readonly Issue[];
  /** What is wrong with the supply itself, named and explained: who has no source, whose pressure is below zero, why. */
  readonly findings?: readonly { readonly from_s: number; readonly to_s: number; readonly text: string }[];
  /** Numbers about the whole: counts, iterations, energy, milliseconds. The unit is in the name. */
  readonly facts: Readonly<Record<string, number | string>>;
  /** One for a steady case; one for each recorded instant of a longer run. */
  readonly steps: readonly { readonly time_s: number; readonly tables: readonly ResultTable[] }[];
}

export interface SolveContext {
  readonly solvers: WebAssembly.Module;
  readonly options?: SolveOptions;
}

/** Options of the utility, as in a district's options. */
export type SolveOptions = Readonly<Record<string, number | string | boolean>>;

/** "reactiveLimits=once,distributedSlack=true,tolerance_1=1e-10" -> its values. */
export function optionsOf(typed: string | undefined): SolveOptions {
  const made: Record<string, number | string | boolean> = {};
  for (const part of typed === undefined || typed === "" ? [] : typed.split(",")) {
    const at = part.indexOf("=");
    if (at < 1) throw new UsageError(`--options wants name=value, got "${part}"`);
    const value = part.slice(at + 1).trim();
    const number = Number(value);
    const isWord = value === "" || Number.isNaN(number);
    made[part.slice(0, at).trim()] = value === "true" ? true : value === "false" ? false : isWord ? value : number;
  }
  return made;
}

/** One file format that `solve` takes. */
export interface NetworkFormat {
  readonly name: string;
  /** By ending, or by the head of the file where an ending is not enough. */
  matches(file: NetworkFile): boolean;
  /** What `--options` may say, for the help; absent where it takes none. */
  readonly options?: string;
  solve(file: NetworkFile, context: SolveContext): NetworkAnswer | Promise<NetworkAnswer>;
}
