import { documentOf, type InpDocument } from "./document";
import { type InpImport, readInp } from "./read";
import { type InpReport, reportOf } from "./report";
import { type CoupledInp, coupledInp } from "./scenario";
import { tightenedIn } from "./tighten";

/** A file as a workbench opens it: lines to write back into, what was made of them, and a district to run and show. */
export interface OpenedInp {
  readonly document: InpDocument;
  readonly read: InpImport;
  readonly report: InpReport;
  /** null when the file has errors; `report` lists them with their lines. */
  readonly coupled: CoupledInp | null;
}

export function openInp(text: string, file: string): OpenedInp {
  const read = readInp(text, file);
  const { district, schedule } = read;
  const report = reportOf(read);
  const coupled = district && schedule ? coupledInp({ district, schedule }) : null;
  return {
    document: documentOf(text),
    read,
    report: coupled ? { ...report, changed: [...report.changed, ...tightenedIn(read, file)] } : report,
    coupled,
  };
}
