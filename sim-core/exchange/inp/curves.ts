import type { Curve, Profile } from "../../model/district";
import { type Draft, type InpContext, positive, starts } from "./context";

/** Points of a curve in the file's units. */
interface RawCurve {
  readonly line: number;
  readonly x: number[];
  readonly y: number[];
}

export function readPatterns(c: InpContext, step_s: number, start_s: number): Profile[] {
  const values = new Map<string, number[]>();
  for (const line of c.sections.get("PATTERNS") ?? []) {
    const id = line.words[0]!;
    const list = values.get(id) ?? [];
    values.set(id, list);
    for (let i = 1; i < line.words.length; i++)
      list.push(c.number(line, i, `pattern ${id}`, `factor ${list.length + 1}`));
  }
  for (const [id, list] of values)
    if (list.length === 0)
      c.add("note", "defaulted", [...c.sections.get("PATTERNS")!].find((l) => l.words[0] === id)!.line, {
        element: `pattern ${id}`,
        got: "no factor",
        hint: "taken as 1",
      });
  return [...values].map(([id, list]) => ({
    id,
    step_s,
    start_s: 0 - start_s,
    values: list.length > 0 ? list : [1],
    unit: "1",
  }));
}

export function readCurves(c: InpContext): Map<string, RawCurve> {
  const byId = new Map<string, RawCurve>();
  for (const line of c.sections.get("CURVES") ?? []) {
    const id = line.words[0]!;
    const curve = byId.get(id) ?? { line: line.line, x: [], y: [] };
    byId.set(id, curve);
    for (let i = 1; i + 1 < line.words.length || i === 1; i += 2) {
      const x = c.number(line, i, `curve ${id}`, "x");
      if (curve.x.length > 0 && x <= curve.x[curve.x.length - 1]!)
        c.add("error", "curveOrder", line.line, {
          element: `curve ${id}`,
          got: `x ${x} after ${curve.x[curve.x.length - 1]}`,
          want: "x rising from point to point",
        });
      curve.x.push(x);
      curve.y.push(c.number(line, i + 1, `curve ${id}`, "y"));
    }
  }
  return byId;
}

/** A curve gets its units from its use; used twice in different ways it becomes two. */
export function typedCurves(c: InpContext, byId: ReadonlyMap<string, RawCurve>): Curve[] {
  const { units } = c;
  const uses: Readonly<Record<string, readonly [x: number, y: number, xUnit: string, yUnit: string]>> = {
    headCurve: [units.flow_m3_s, units.length_m, "m3/s", "m"],
    efficiencyCurve: [units.flow_m3_s, 0.01, "m3/s", "1"],
    volumeCurve: [units.length_m, units.volume_m3, "m", "m3"],
    GPV: [units.flow_m3_s, units.length_m, "m3/s", "m"],
    PCV: [0.01, 0.01, "1", "1"],
  };
  const made = new Map<string, { use: string; curve: Curve }>();
  const take = (fields: Draft, field: string, use: string, owner: string, line: number): void => {
    const id = fields[field];
    if (id === undefined) return;
    const raw = byId.get(String(id));
    if (!raw) {
      c.add("error", "unknownCurve", line, {
        element: owner,
        field,
        got: String(id),
        want: "the id of a curve with points in [CURVES]",
      });
      return;
    }
    let name = String(id);
    const first = made.get(name);
    if (first && first.use !== use) {
      name = `${id}:${use}`;
      if (!made.has(name))
        c.add("note", "changed", raw.line, {
          element: `curve ${id}`,
          got: `used as ${first.use} and as ${use}`,
          hint: `for the second it is called ${name}`,
        });
    }
    if (!made.has(name)) {
      const [x, y, xUnit, yUnit] = uses[use]!;
      made.set(name, {
        use,
        curve: { id: name, x: raw.x.map((v) => v * x), y: raw.y.map((v) => v * y), xUnit, yUnit },
      });
    }
    fields[field] = name;
  };
  for (const link of c.links.values()) {
    take(link.fields, "headCurve", "headCurve", `pump ${link.id}`, link.line);
    take(link.fields, "efficiencyCurve", "efficiencyCurve", `pump ${link.id}`, link.line);
    take(link.fields, "curve", String(link.fields.valveType), `valve ${link.id}`, link.line);
  }
  for (const node of c.nodes.values()) take(node.fields, "volumeCurve", "volumeCurve", `tank ${node.id}`, node.line);
  for (const [id, raw] of byId)
    if (!made.has(id))
      c.add("note", "notUsed", raw.line, { element: `curve ${id}`, hint: "no pump, valve or tank names it" });
  return [...made.values()].map((m) => m.curve);
}

/** Junctions without a pattern take the default one, if the file has it; unknown patterns are errors. */
export function resolveProfiles(c: InpContext, profiles: readonly Profile[], defaultPattern: string): void {
  const known = new Set(profiles.map((p) => p.id));
  const fallback = known.has(defaultPattern) ? defaultPattern : undefined;
  let [taken, firstLine] = [0, 0];
  const check = (id: string, owner: string, line: number): void => {
    if (!known.has(id))
      c.add("error", "unknownPattern", line, { element: owner, got: id, want: "the id of a pattern in [PATTERNS]" });
  };
  for (const node of c.nodes.values()) {
    const { fields } = node;
    const owner = `node ${node.id}`;
    if (node.kind === "waterJunction" && fields.demandProfiles !== undefined) {
      const ids = String(fields.demandProfiles)
        .split(" ")
        .map((p) => (p === "-" ? (fallback ?? "-") : p));
      for (const id of ids) if (id !== "-") check(id, owner, node.line);
      if (fallback !== undefined && String(fields.demandProfiles).split(" ").includes("-") && taken++ === 0)
        firstLine = node.line;
      fields.demandProfiles = ids.join(" ");
    } else if (fields.profile !== undefined) check(String(fields.profile), owner, node.line);
    else if (node.kind === "waterJunction" && fallback !== undefined && Number(fields.baseDemand_m3_s ?? 0) !== 0) {
      fields.profile = fallback;
      if (taken++ === 0) firstLine = node.line;
    }
  }
  if (taken > 0)
    c.add("note", "defaulted", firstLine, {
      element: taken === 1 ? "a junction" : `${taken} junctions`,
      field: "pattern",
      got: "none",
      hint: `pattern ${fallback}, the file's default, is taken; the first stands on this line`,
    });
  for (const link of c.links.values()) {
    if (link.fields.speedProfile !== undefined) check(String(link.fields.speedProfile), `pump ${link.id}`, link.line);
  }
}

/** [ENERGY]: efficiencies now, prices as fields of the pump; both are used when energy is summed. */
export function readEnergy(
  c: InpContext,
  profiles: readonly Profile[],
  curves: ReadonlyMap<string, RawCurve>,
): Record<string, number | string> {
  const global: Record<string, number | string> = {};
  for (const line of c.sections.get("ENERGY") ?? []) {
    const w = line.words;
    const isGlobal = starts(w[0], "GLOB");
    if (starts(w[0], "DEMA")) {
      global.demandCharge = c.number(line, w.length - 1, "energy", "demand charge");
      continue;
    }
    const pump = isGlobal ? undefined : c.links.get(w[1] ?? "");
    if (!isGlobal && pump?.kind !== "waterPump") {
      c.add("error", "unknownPump", line.line, { got: w[1] ?? "nothing", want: "the id of a pump" });
      continue;
    }
    const key = isGlobal ? w[1] : w[2];
    const value = isGlobal ? w[2] : w[3];
    const target: Record<string, unknown> = isGlobal ? global : pump!.fields;
    const owner = isGlobal ? "energy" : `pump ${pump!.id}`;
    if (starts(key, "PRIC")) target.energyPrice = c.number(line, isGlobal ? 2 : 3, owner, "price");
    else if (starts(key, "PATT")) {
      if (!profiles.some((p) => p.id === value))
        c.add("error", "unknownPattern", line.line, {
          element: owner,
          got: value ?? "nothing",
          want: "the id of a pattern",
        });
      else target.energyPriceProfile = value;
    } else if (starts(key, "EFFI")) {
      if (isGlobal) global.efficiency_1 = c.number(line, 2, owner, "efficiency", positive) / 100;
      else if (curves.has(value ?? "")) target.efficiencyCurve = value;
      else
        c.add("error", "unknownCurve", line.line, {
          element: owner,
          got: value ?? "nothing",
          want: "the id of a curve",
        });
    } else
      c.add("error", "badWord", line.line, {
        element: owner,
        got: key ?? "nothing",
        want: "PRICE, PATTERN or EFFICIENCY",
      });
  }
  return global;
}
