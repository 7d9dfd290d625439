import { existsSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { unpackedText } from "../unpacked";

/** The cell that is farthest beyond (or nearest to) its tolerance: |got - want| / tolerance is greatest. */
export interface Worst {
  readonly column: string;
  readonly id: string;
  readonly got: number;
  readonly want: number;
  readonly tolerance: number;
  readonly unit?: string;
}

/** `ok` and `skipped` are never both true; a skipped case carries its reason. */
export interface CaseResult {
  readonly name: string;
  readonly ok: boolean;
  readonly skipped: boolean;
  readonly reason?: string;
  readonly worst?: Worst;
}

export const passed = (name: string, worst?: Worst): CaseResult => ({ name, ok: true, skipped: false, worst });
export const failed = (name: string, reason: string, worst?: Worst): CaseResult => ({
  name,
  ok: false,
  skipped: false,
  reason,
  worst,
});
export const skipped = (name: string, reason: string): CaseResult => ({ name, ok: false, skipped: true, reason });

/** Gathers comparisons of one case and keeps the worst. NaN on one side only is infinitely wrong. */
export class Comparison {
  worst: Worst | undefined;
  private excess = -1;

  /** tolerance is absolute, in the unit of the column. */
  add(column: string, id: string, got: number, want: number, tolerance: number, unit?: string): void {
    if (Number.isNaN(got) && Number.isNaN(want)) return;
    const share = Math.abs(got - want) / tolerance;
    const excess = Number.isNaN(share) ? Number.POSITIVE_INFINITY : share;
    if (excess <= this.excess) return;
    this.excess = excess;
    this.worst = { column, id, got, want, tolerance, unit };
  }

  /** Nothing compared is no pass. */
  result(name: string): CaseResult {
    if (!this.worst) return failed(name, "nothing was compared");
    if (this.excess <= 1) return passed(name, this.worst);
    const { column, id, got, want, tolerance, unit = "" } = this.worst;
    return failed(name, `${column} of ${id}: got ${got} ${unit}, want ${want} within ${tolerance}`, this.worst);
  }
}

/** A file below the folder of references; `.gz` is unpacked on reading and left out of `stem`. */
export class ReferenceFile {
  constructor(
    readonly path: string,
    private readonly base: string,
  ) {}

  /** Path from the folder of references, with "/" everywhere: "water/Net1.inp". */
  get name(): string {
    return relative(this.base, this.path).split(sep).join("/");
  }

  /** File name without folder and without ".gz": "d-town.tight.json". */
  get stem(): string {
    return basename(this.path).replace(/\.gz$/, "");
  }

  text(): string {
    return unpackedText(this.path);
  }

  json(): unknown {
    return JSON.parse(this.text());
  }

  /** A file in the same folder, plain or gzipped; undefined when there is neither. */
  sibling(fileName: string): ReferenceFile | undefined {
    const plain = join(dirname(this.path), fileName);
    const found = [plain, `${plain}.gz`].find((p) => existsSync(p));
    return found ? new ReferenceFile(found, this.base) : undefined;
  }
}

export interface ReferenceContext {
  /** The compiled solvers; a runner instantiates as many as it needs. */
  readonly solvers: WebAssembly.Module;
  note(line: string): void;
}

/** One file format: which files are cases of it, which are parts of a case, and how a case is run. */
export interface ReferenceFormat {
  readonly name: string;
  /** True for the one file that stands for a case (cheap: by name, or by the head of the file). */
  matches(file: ReferenceFile): boolean;
  /** True for files which `run` reads beside the case (solutions, profiles): they are no cases of their own. Without it
   *  a JSON file that nobody matches is listed as skipped. Look for the sibling: other formats have such endings too. */
  isPart?(file: ReferenceFile): boolean;
  /** What is not supported in a case is skipped with its reason; it never passes. Several results where one file holds several questions. */
  run(file: ReferenceFile, context: ReferenceContext): CaseResult[] | Promise<CaseResult[]>;
}
