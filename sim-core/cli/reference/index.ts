import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { VerbError } from "../args";
import { findShared, loadSolvers, WHY_NO_SHARED } from "../place";
import { defineVerb } from "../verb";
import { type CaseResult, failed, ReferenceFile, type ReferenceFormat } from "./format";
import { FORMATS } from "./formats";
import { unsupported } from "./unsupported";

/** Every file below a folder, in the order of its name; hidden ones and texts for people are left out. */
function filesBelow(folder: string, base: string): ReferenceFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.name.startsWith(".") || /\.(md|txt)$/i.test(entry.name)) return [];
      return entry.isDirectory() ? filesBelow(path, base) : [new ReferenceFile(path, base)];
    });
}

/** Who runs a file; nobody where it is a part of another file's case, or no case at all. */
function formatOf(file: ReferenceFile): ReferenceFormat | undefined {
  const format = FORMATS.find((f) => f.matches(file));
  if (format) return format;
  return !FORMATS.some((f) => f.isPart?.(file)) && unsupported.matches(file) ? unsupported : undefined;
}

export interface ReferenceCase {
  readonly file: ReferenceFile;
  readonly format: ReferenceFormat;
}

/** Every case below a folder, in the order of its name. */
export function findCases(dir: string, only = ""): ReferenceCase[] {
  return filesBelow(dir, dir).flatMap((file) => {
    const format = file.name.includes(only) ? formatOf(file) : undefined;
    return format ? [{ file, format }] : [];
  });
}

/** The results of one case. A runner that throws fails its case; the others go on. */
export async function runCase(
  { file, format }: ReferenceCase,
  context: { solvers: WebAssembly.Module; note(line: string): void },
): Promise<CaseResult[]> {
  try {
    return await format.run(file, context);
  } catch (error) {
    return [failed(file.name, `${format.name}: ${error instanceof Error ? error.message : String(error)}`)];
  }
}

const round = (x: number) => Number(x.toPrecision(7));

export const reference = defineVerb({
  name: "reference",
  summary: "solves every reference case found on disk and compares it with its recorded solution",
  flags: {
    dir: { type: "path", meaning: "folder of references (default ../shared/reference)" },
    only: { type: "text", meaning: "only files whose path contains this" },
    json: { type: "path", meaning: "write the answer here" },
  },
  details: `
JSON: { passed, failed, skipped, cases: [{ name, ok, skipped, reason, worst: { column, id, got, want, tolerance, unit } }] }
worst is the cell whose difference is the greatest share of its tolerance. A case that is not supported is skipped with
its reason, never passed. Exit code 1 if a case failed, or if none was found.`,
  async run({ flags, terminal }) {
    const shared = findShared();
    if (!flags.dir && !shared) throw new VerbError(`${WHY_NO_SHARED}; or name a folder with --dir`);
    const dir = flags.dir ? terminal.path(flags.dir) : join(shared!, "reference");
    if (!existsSync(dir) || !statSync(dir).isDirectory()) throw new VerbError(`no folder ${dir}`);
    const context = { solvers: loadSolvers(), note: terminal.note };
    const cases: CaseResult[] = [];
    for (const found of findCases(dir, flags.only)) cases.push(...(await runCase(found, context)));
    if (cases.length === 0) throw new VerbError(`no case found below ${dir}`);
    for (const c of cases) {
      const worst =
        c.worst &&
        `${c.worst.column} of ${c.worst.id}: got ${round(c.worst.got)}, want ${round(c.worst.want)} ${c.worst.unit ?? ""}`;
      terminal.out(`${c.skipped ? "skip" : c.ok ? "pass" : "FAIL"}  ${c.name}  ${c.reason ?? worst ?? ""}`.trimEnd());
    }
    const count = (test: (c: CaseResult) => boolean) => cases.filter(test).length;
    const totals = {
      passed: count((c) => c.ok),
      failed: count((c) => !c.ok && !c.skipped),
      skipped: count((c) => c.skipped),
    };
    terminal.out(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
    terminal.json(flags.json, { ...totals, cases });
    return totals.failed > 0 ? 1 : 0;
  },
});
