import type { District } from "../model/district";
import type { Issue } from "../model/issue";
import { csvOf } from "./csv";
import { type ElementValues, geoJsonOf } from "./geojson/write";
import { inpOfDistrict } from "./inp/district";
import { readInp } from "./inp/read";
import { writeInp } from "./inp/write";
import type { TickState } from "./tick/format";
import { TICK_FORMATS } from "./tick/formats";

/** What can be written from what is on screen. */
export type Saving =
  /** An opened EPANET file, or a district that once was one, written anew: reads back as the same model. */
  | { readonly as: "inp"; readonly file: string; readonly text: string }
  | { readonly as: "inp"; readonly district: District }
  /** One utility's network at a tick, ports frozen, for another tool to solve. */
  | { readonly as: "tick"; readonly format: string; readonly state: TickState }
  | { readonly as: "geojson" | "csv"; readonly district: District; readonly values: ElementValues };

export interface Saved {
  readonly text: string;
  readonly issues: readonly Issue[];
}

export function saveFile(saving: Saving): Saved {
  if (saving.as === "inp") {
    if ("district" in saving) return inpOfDistrict(saving.district);
    const { district, schedule, issues } = readInp(saving.text, saving.file);
    if (!district || !schedule) return { text: "", issues };
    return { text: writeInp({ district, schedule }), issues: [] };
  }
  if (saving.as === "tick") {
    const format = TICK_FORMATS.find((f) => f.name === saving.format)!;
    return format.write(saving.state);
  }
  if (saving.as === "geojson") {
    const { text, withoutPlace } = geoJsonOf(saving.district, saving.values);
    const hint = `${withoutPlace} elements have no place: their geometry is null`;
    return { text, issues: withoutPlace > 0 ? [{ severity: "note", code: "withoutPlace", hint }] : [] };
  }
  return { text: elementsCsv(saving.district, saving.values), issues: [] };
}

/** One row an element: who it is, then every value of the instant under its name with unit. */
function elementsCsv(district: District, values: ElementValues): string {
  const names = [...new Set([...values.values()].flatMap((v) => Object.keys(v)))].sort();
  function* rows(): Generator<(string | number)[]> {
    for (const e of district.elements) {
      const own = values.get(e.id) ?? {};
      const ends = e.relations.filter((r) => r.type === "connects").map((r) => r.to);
      yield [
        e.id,
        e.kind,
        e.name ?? "",
        e.owner,
        ends[0] ?? "",
        ends[1] ?? "",
        ...names.map((n) => own[n] ?? Number.NaN),
      ];
    }
  }
  return csvOf(["id", "kind", "name", "owner", "from", "to", ...names], rows());
}
