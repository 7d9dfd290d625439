import {
  type Draft,
  type InpContext,
  type LinkRecord,
  notNegative,
  numberOf,
  positive,
  starts,
  warnOfLength,
} from "./context";
import type { InpLine } from "./text";

const PIPE_FIELDS = ["length", "diameter", "roughness"];
const DEFAULT_ROUGHNESS: Readonly<Record<string, number>> = {
  hazenWilliams: 130,
  darcyWeisbach: 0.0005,
  chezyManning: 0.01,
};
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
    warnOfLength(c, line, `node ${id}`);
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
    if (line.words.length === 1)
      c.add("note", "defaulted", line.line, { element: name, field: "head", got: "nothing", hint: "taken as 0" });
    if (line.words.length > 2 && line.words[2] !== "*") fields.profile = line.words[2]!;
    add("reservoir", line, fields);
  }
  for (const line of c.sections.get("TANKS") ?? []) {
    const w = line.words;
    const name = `tank ${w[0]}`;
    const isFlat = w.length > 5 && numberOf(w[5]) === 0;
    if (w.length <= 3 || isFlat) {
      // The oldest form of the format: a tank without geometry, or of no breadth, is a reservoir.
      const level = isFlat ? c.number(line, 2, name, "initial level") : 0;
      const head = w.length > 1 ? c.number(line, 1, name, "head") : 0;
      const fields: Draft = { head_m: (head + level) * units.length_m };
      if (w.length === 3 && w[2] !== "*") fields.profile = w[2]!;
      add("reservoir", line, fields);
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
    if (w.length > 8) {
      fields.canOverflow = starts(w[8], "YES");
      if (fields.canOverflow === false && !starts(w[8], "NO"))
        c.add("error", "badWord", line.line, { element: name, field: "overflow", got: w[8]!, want: "YES or NO" });
    }
    if (!(diameter > 0))
      c.add("error", "badValue", line.line, {
        element: name,
        field: "diameter",
        got: String(diameter),
        want: "a number > 0",
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
    const id = line.words[0]!;
    const from = line.words[1]!;
    const to = line.words[2]!;
    const what = (): string => `${kind.slice(5).toLowerCase()} ${id}`;
    const before = c.links.get(id);
    if (before) {
      c.add("error", "duplicateId", line.line, {
        element: what(),
        got: `also on line ${before.line}`,
        want: "one link for each id",
      });
      return;
    }
    warnOfLength(c, line, what());
    const a = c.nodes.get(from);
    const b = c.nodes.get(to);
    for (const [node, field, name] of a && b
      ? []
      : ([
          [a, "from node", from],
          [b, "to node", to],
        ] as const))
      if (!node)
        c.add("error", "unknownNode", line.line, {
          element: what(),
          field,
          got: name,
          want: "the id of a junction, reservoir or tank",
        });
    if (from === to)
      c.add("error", "loop", line.line, { element: what(), got: `both ends at ${from}`, want: "two different nodes" });
    // The node's own string, not another copy of it: every later look-up then finds it by its address.
    c.links.set(id, { id, kind, line: line.line, from: a?.id ?? from, to: b?.id ?? to, fields });
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
    if (isShort(line, "pipe", 3)) continue;
    const w = line.words;
    const name = `pipe ${w[0]}`;
    const given = w.length > 5 ? w : withDefaults(c, line, name);
    const fields: Draft = {
      length_m: numberAt(c, line, given, 3, name, "length") * units.length_m,
      diameter_m: numberAt(c, line, given, 4, name, "diameter") * units.diameter_m,
    };
    const roughness = numberAt(c, line, given, 5, name, "roughness");
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
        hint: "EPANET 2.3 does not read the pump form of EPANET 1 either",
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
    if (isShort(line, "valve", line.words[4]?.toUpperCase() === "GPV" ? 6 : 5)) continue;
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
    else {
      const setting = w.length > 5 ? c.number(line, 5, name, "setting") : 0;
      if (w.length <= 5) c.add("note", "defaulted", line.line, { element: name, field: "setting", hint: "taken as 0" });
      setValveSetting(fields, type, setting, c);
    }
    if (w.length > 6) fields.minorLoss_1 = c.number(line, 6, name, "minor loss", notNegative);
    if (w.length > 7 && type === "PCV") fields.curve = w[7]!;
    add("waterValve", line, fields);
  }
}

/** A pipe's words, with what is left out as EPANET takes it. */
function withDefaults(c: InpContext, line: InpLine, name: string): readonly string[] {
  // EPANET knows units and formula only from where the file has said them: before, it is US and Hazen-Williams.
  const [length, diameter] = saidBefore(c, line, "UNITS") && !c.units.isUs ? [100, 254] : [330, 10];
  const formula = saidBefore(c, line, "HEAD") ? c.headLoss : "hazenWilliams";
  const defaults = [length, diameter, DEFAULT_ROUGHNESS[formula]!].map(String);
  const count = Math.max(0, line.words.length - 3);
  c.add("note", "defaulted", line.line, {
    element: name,
    field: PIPE_FIELDS.slice(count).join(", "),
    got: "nothing",
    hint: `taken as ${defaults.slice(count).join(", ")}, as EPANET does`,
  });
  return [...line.words, ...defaults.slice(count)];
}

function numberAt(
  c: InpContext,
  line: InpLine,
  words: readonly string[],
  i: number,
  name: string,
  field: string,
): number {
  return words === line.words
    ? c.number(line, i, name, field, positive)
    : c.number({ ...line, words }, i, name, field, positive);
}

const saidBefore = (c: InpContext, line: InpLine, key: string): boolean =>
  [...(c.sections.get("OPTIONS") ?? [])].some((o) => starts(o.words[0], key) && o.line < line.line);

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
