import { pow } from "../../../assembly/core/elementary";
import { type Draft, type InpContext, type LinkRecord, notNegative, numberOf, positive, starts } from "./context";
import type { InpLine } from "./text";

const VALVE_TYPES = ["PRV", "PSV", "PBV", "FCV", "TCV", "GPV", "PCV"];

/** [JUNCTIONS], [RESERVOIRS], [TANKS], in this order of the model; within a section as in the file. */
export function readNodes(c: InpContext): void {
  const { units } = c;
  const add = (kind: "waterJunction" | "reservoir" | "tank", line: InpLine, fields: Draft): boolean => {
    const id = line.words[0]!;
    const before = c.nodes.get(id);
    if (before) {
      c.add("error", "duplicateId", line.line, {
        element: `node ${id}`,
        got: `also on line ${before.line}`,
        want: "one node for each id",
      });
      return false;
    }
    c.nodes.set(id, { id, kind, line: line.line, fields });
    return true;
  };

  for (const line of c.sections.get("JUNCTIONS") ?? []) {
    const name = `junction ${line.words[0]}`;
    const elevation = line.words.length > 1 ? c.number(line, 1, name, "elevation") : 0;
    const fields: Draft = { elevation_m: elevation * units.length_m };
    if (line.words.length > 2) fields.baseDemand_m3_s = c.number(line, 2, name, "demand") * units.flow_m3_s;
    if (line.words.length > 3 && line.words[3] !== "*") fields.profile = line.words[3]!;
    add("waterJunction", line, fields);
  }
  for (const line of c.sections.get("RESERVOIRS") ?? []) {
    const name = `reservoir ${line.words[0]}`;
    const fields: Draft = { head_m: (line.words.length > 1 ? c.number(line, 1, name, "head") : 0) * units.length_m };
    if (line.words.length > 2 && line.words[2] !== "*") fields.profile = line.words[2]!;
    add("reservoir", line, fields);
  }
  for (const line of c.sections.get("TANKS") ?? []) {
    const w = line.words;
    const name = `tank ${w[0]}`;
    if (w.length <= 3) {
      // The oldest form of the format: a tank without geometry is a reservoir.
      add("reservoir", line, { head_m: (w.length > 1 ? c.number(line, 1, name, "head") : 0) * units.length_m });
      c.add("note", "tankIsReservoir", line.line, { element: name, hint: "no geometry given: taken as a reservoir" });
      continue;
    }
    const at = (i: number, field: string, fallback = 0): number =>
      w.length > i && w[i] !== "*" ? c.number(line, i, name, field) : fallback;
    const [initial, min, max] = [at(2, "initial level"), at(3, "minimum level"), at(4, "maximum level")];
    const diameter = at(5, "diameter");
    const fields: Draft = {
      elevation_m: at(1, "elevation") * units.length_m,
      initialLevel_m: initial * units.length_m,
      minLevel_m: min * units.length_m,
      maxLevel_m: max * units.length_m,
      diameter_m: diameter * units.length_m,
    };
    if (at(6, "minimum volume") > 0) fields.minVolume_m3 = at(6, "minimum volume") * units.volume_m3;
    if (w.length > 7 && w[7] !== "*") fields.volumeCurve = w[7]!;
    if (w.length > 8) fields.canOverflow = starts(w[8], "YES");
    if (diameter < 0 || (diameter === 0 && fields.volumeCurve === undefined))
      c.add("error", "badValue", line.line, {
        element: name,
        field: "diameter",
        got: String(diameter),
        want: "a number > 0, or a volume curve",
      });
    if (!(min <= initial && initial <= max))
      c.add("error", "badValue", line.line, {
        element: name,
        field: "initial level",
        got: String(initial),
        want: `between minimum ${min} and maximum ${max}`,
      });
    add("tank", line, fields);
  }
}

/** [PIPES], [PUMPS], [VALVES]. */
export function readLinks(c: InpContext): void {
  const { units } = c;
  const add = (kind: LinkRecord["kind"], line: InpLine, fields: Draft): void => {
    const [id, from, to] = line.words as [string, string, string];
    const what = `${kind.slice(5).toLowerCase()} ${id}`;
    const before = c.links.get(id);
    if (before) {
      c.add("error", "duplicateId", line.line, {
        element: what,
        got: `also on line ${before.line}`,
        want: "one link for each id",
      });
      return;
    }
    for (const [field, node] of [
      ["from node", from],
      ["to node", to],
    ] as const) {
      if (!c.nodes.has(node))
        c.add("error", "unknownNode", line.line, {
          element: what,
          field,
          got: node,
          want: "the id of a junction, reservoir or tank",
        });
    }
    if (from === to)
      c.add("error", "loop", line.line, { element: what, got: `both ends at ${from}`, want: "two different nodes" });
    c.links.set(id, { id, kind, line: line.line, from, to, fields });
  };
  const isShort = (line: InpLine, kind: string, want: number): boolean => {
    if (line.words.length >= want) return false;
    c.add("error", "tooFewWords", line.line, {
      element: `${kind} ${line.words[0]}`,
      got: `${line.words.length} words`,
      want: `at least ${want}`,
    });
    return true;
  };

  for (const line of c.sections.get("PIPES") ?? []) {
    if (isShort(line, "pipe", 6)) continue;
    const w = line.words;
    const name = `pipe ${w[0]}`;
    const fields: Draft = {
      length_m: c.number(line, 3, name, "length", positive) * units.length_m,
      diameter_m: c.number(line, 4, name, "diameter", positive) * units.diameter_m,
    };
    const roughness = c.number(line, 5, name, "roughness", positive);
    if (c.headLoss === "darcyWeisbach") fields.roughness_m = roughness * units.roughness_m;
    else fields.roughness_1 = roughness;
    let status = "open";
    const word = (i: number): boolean => {
      if (starts(w[i], "CV")) status = "checkValve";
      else if (starts(w[i], "CLOSED")) status = "closed";
      else if (!starts(w[i], "OPEN")) return false;
      return true;
    };
    if (w.length > 6 && !word(6)) {
      fields.minorLoss_1 = c.number(line, 6, name, "minor loss", notNegative);
      if (w.length > 7 && !word(7))
        c.add("error", "badWord", line.line, {
          element: name,
          field: "status",
          got: w[7]!,
          want: "OPEN, CLOSED or CV",
        });
    }
    if (status !== "open") fields.status = status;
    add("waterPipe", line, fields);
  }

  for (const line of c.sections.get("PUMPS") ?? []) {
    if (isShort(line, "pump", 4)) continue;
    const w = line.words;
    const name = `pump ${w[0]}`;
    const fields: Draft = {};
    if (Number.isFinite(numberOf(w[3]))) {
      c.add("error", "oldPump", line.line, {
        element: name,
        got: "numbers",
        want: "HEAD curve or POWER value",
        hint: "the pump form of EPANET 1 is not read",
      });
    }
    for (let i = 3; i < w.length; i += 2) {
      if (starts(w[i], "HEAD")) fields.headCurve = w[i + 1] ?? "";
      else if (starts(w[i], "POWE")) fields.power_W = c.number(line, i + 1, name, "power", positive) * units.power_W;
      else if (starts(w[i], "SPEE")) fields.speed_1 = c.number(line, i + 1, name, "speed", notNegative);
      else if (starts(w[i], "PATT")) fields.speedProfile = w[i + 1] ?? "";
      else {
        c.add("error", "badWord", line.line, { element: name, got: w[i]!, want: "HEAD, POWER, SPEED or PATTERN" });
        break;
      }
    }
    if (fields.headCurve === undefined && fields.power_W === undefined)
      c.add("error", "pumpWithoutCurve", line.line, { element: name, want: "HEAD curve or POWER value" });
    add("waterPump", line, fields);
  }

  for (const line of c.sections.get("VALVES") ?? []) {
    if (isShort(line, "valve", 6)) continue;
    const w = line.words;
    const name = `valve ${w[0]}`;
    const type = w[4]!.toUpperCase();
    if (!VALVE_TYPES.includes(type)) {
      c.add("error", "badWord", line.line, { element: name, field: "type", got: w[4]!, want: VALVE_TYPES.join(", ") });
      continue;
    }
    const fields: Draft = {
      diameter_m: c.number(line, 3, name, "diameter", positive) * units.diameter_m,
      valveType: type,
    };
    if (type === "GPV") fields.curve = w[5]!;
    else setValveSetting(fields, type, c.number(line, 5, name, "setting"), c);
    if (w.length > 6) fields.minorLoss_1 = c.number(line, 6, name, "minor loss", notNegative);
    if (w.length > 7 && type === "PCV") fields.curve = w[7]!;
    add("waterValve", line, fields);
  }
}

/** A setting in the file's units -> the field that its valve type has. */
export function setValveSetting(fields: Draft, type: string, value: number, c: InpContext): void {
  if (type === "PRV" || type === "PSV" || type === "PBV") fields.setting_m = value * c.units.pressure_m;
  else if (type === "FCV") fields.setting_m3_s = value * c.units.flow_m3_s;
  else fields.setting_1 = value;
}

/** Setting of a link in SI, as controls, rules and [STATUS] write it. */
export function settingInSi(link: LinkRecord, value: number, c: InpContext): number {
  const type = link.fields.valveType;
  if (type === "PRV" || type === "PSV" || type === "PBV") return value * c.units.pressure_m;
  return type === "FCV" ? value * c.units.flow_m3_s : value;
}

/** [STATUS], [DEMANDS], [EMITTERS], [LEAKAGE] and the pump lines of [ENERGY] add to elements already read. */
export function readAdditions(c: InpContext, emitterExponent: number): void {
  for (const line of c.sections.get("STATUS") ?? []) {
    const id = line.words[0]!;
    const link = c.links.get(id);
    if (!link) {
      c.add("error", "unknownLink", line.line, { got: id, want: "the id of a link" });
      continue;
    }
    const word = line.words[line.words.length - 1]!;
    if (line.words.length > 2)
      c.add("error", "badWord", line.line, {
        element: `link ${id}`,
        got: line.words.join(" "),
        want: "a link and its status",
        hint: "the range form of EPANET 1 is not read",
      });
    applyStatus(c, link, word, line.line);
  }

  const replaced = new Map<string, { base: number[]; profiles: string[] }>();
  for (const line of c.sections.get("DEMANDS") ?? []) {
    const w = line.words;
    if (starts(w[0], "MULT")) continue; // read with the options
    const node = c.nodes.get(w[0]!);
    if (!node) {
      c.add("error", "unknownNode", line.line, { got: w[0]!, want: "the id of a junction" });
      continue;
    }
    if (node.kind !== "waterJunction") {
      c.add("warning", "demandAtTank", line.line, {
        element: `node ${w[0]}`,
        hint: "a tank or reservoir has no demand: left out",
      });
      continue;
    }
    const list = replaced.get(node.id) ?? { base: [], profiles: [] };
    list.base.push(c.number(line, 1, `junction ${node.id}`, "demand") * c.units.flow_m3_s);
    list.profiles.push(w[2] ?? "");
    replaced.set(node.id, list);
  }
  for (const [id, list] of replaced) {
    const { fields } = c.nodes.get(id)!;
    delete fields.profile;
    if (list.base.length === 1) {
      fields.baseDemand_m3_s = list.base[0]!;
      if (list.profiles[0] !== "") fields.profile = list.profiles[0]!;
    } else {
      delete fields.baseDemand_m3_s;
      fields.demands_m3_s = list.base;
      fields.demandProfiles = list.profiles.map((p) => p || "-").join(" ");
    }
  }

  for (const line of c.sections.get("EMITTERS") ?? []) {
    const node = c.nodes.get(line.words[0]!);
    if (node?.kind !== "waterJunction") {
      c.add("error", "unknownNode", line.line, { got: line.words[0]!, want: "the id of a junction" });
      continue;
    }
    const k = c.number(line, 1, `junction ${node.id}`, "emitter coefficient", notNegative);
    // Flow at one unit of pressure -> flow at one metre of head.
    if (k > 0) node.fields.emitter_m3_s = (k * c.units.flow_m3_s) / powOf(c.units.pressure_m, emitterExponent);
  }

  for (const line of c.sections.get("LEAKAGE") ?? []) {
    const pipe = c.links.get(line.words[0]!);
    if (pipe?.kind !== "waterPipe") {
      c.add("error", "unknownLink", line.line, { got: line.words[0]!, want: "the id of a pipe" });
      continue;
    }
    // mm2 for each 100 of the file's length units -> m2 for each metre of pipe; growth with head likewise.
    const per = 1e-6 / (100 * c.units.length_m);
    pipe.fields.leakArea_m = c.number(line, 1, `pipe ${pipe.id}`, "leak area", notNegative) * per;
    if (line.words.length > 2)
      pipe.fields.leakExpansion_1 = c.number(line, 2, `pipe ${pipe.id}`, "leak expansion", notNegative) * per;
  }
}

function applyStatus(c: InpContext, link: LinkRecord, word: string, line: number): void {
  const value = numberOf(word);
  const isOpen = starts(word, "OPEN");
  const isClosed = starts(word, "CLOSED");
  const name = `link ${link.id}`;
  if (!isOpen && !isClosed && Number.isNaN(value)) {
    c.add("error", "badWord", line, { element: name, field: "status", got: word, want: "OPEN, CLOSED or a setting" });
    return;
  }
  if (value < 0) {
    c.add("error", "badValue", line, { element: name, field: "setting", got: word, want: "a number >= 0" });
    return;
  }
  if (link.kind === "waterPipe") {
    if (link.fields.status === "checkValve") {
      c.add("error", "statusOfCheckValve", line, { element: name, got: word, hint: "a check valve takes no status" });
      return;
    }
    if (isOpen || isClosed) link.fields.status = isOpen ? "open" : "closed";
  } else if (link.kind === "waterPump") {
    if (isOpen) link.fields.speed_1 = 1;
    else if (!isClosed) link.fields.speed_1 = value;
    link.fields.isOn = !isClosed && value !== 0;
  } else {
    const type = String(link.fields.valveType);
    if (isOpen || isClosed) link.fields.status = isOpen ? "open" : "closed";
    else if (type !== "GPV") {
      setValveSetting(link.fields, type, value, c);
      delete link.fields.status;
    }
  }
}

/** x^y for the conversion of emitter coefficients. Square roots, by far the most common, are exact. */
function powOf(x: number, y: number): number {
  return y === 0.5 ? Math.sqrt(x) : pow(x, y);
}
