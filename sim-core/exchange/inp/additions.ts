import { pow } from "../../../assembly/core/elementary";
import { type InpContext, type LinkRecord, notNegative, numberOf, starts } from "./context";
import { setValveSetting } from "./network";

/** [STATUS], [DEMANDS], [EMITTERS], [LEAKAGE] and the pump lines of [ENERGY] add to elements already read. */
export function readAdditions(c: InpContext, emitterExponent: number): void {
  for (const line of c.sections.get("STATUS") ?? []) {
    const id = line.words[0]!;
    const word = line.words[line.words.length - 1]!;
    if (line.words.length > 2) {
      applyRange(c, id, line.words[1]!, word, line.line);
      continue;
    }
    const link = c.links.get(id);
    if (!link) {
      c.add("error", "unknownLink", line.line, { got: id, want: "the id of a link" });
      continue;
    }
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
    if (!node) {
      c.add("error", "unknownNode", line.line, { got: line.words[0]!, want: "the id of a junction" });
      continue;
    }
    if (node.kind !== "waterJunction") {
      c.add("warning", "emitterAtTank", line.line, {
        element: `node ${node.id}`,
        hint: "a tank or reservoir has no emitter: left out",
      });
      continue;
    }
    const k = c.number(line, 1, `junction ${node.id}`, "emitter coefficient", notNegative);
    // Flow at one unit of pressure -> flow at one metre of head.
    if (k > 0) node.fields.emitter_m3_s = (k * c.units.flow_m3_s) / powOf(c.units.emitterPressure_m, emitterExponent);
  }

  for (const line of c.sections.get("LEAKAGE") ?? []) {
    const pipe = c.links.get(line.words[0]!);
    if (!pipe) {
      c.add("error", "unknownLink", line.line, { got: line.words[0]!, want: "the id of a pipe" });
      continue;
    }
    if (pipe.kind !== "waterPipe") {
      c.add("warning", "leakNotInPipe", line.line, { element: `link ${pipe.id}`, hint: "no pipe: left out" });
      continue;
    }
    // mm2 for each 100 of the file's length units -> m2 for each metre of pipe; growth with head likewise.
    const per = 1e-6 / (100 * c.units.length_m);
    pipe.fields.leakArea_m = c.number(line, 1, `pipe ${pipe.id}`, "leak area", notNegative) * per;
    if (line.words.length > 2)
      pipe.fields.leakExpansion_1 = c.number(line, 2, `pipe ${pipe.id}`, "leak expansion", notNegative) * per;
  }
}

/** EPANET 1: all links from one id to another, by number where both are numbers, else by letter. Check valves stay. */
function applyRange(c: InpContext, first: string, last: string, word: string, line: number): void {
  const [a, b] = [Number.parseInt(first, 10), Number.parseInt(last, 10)];
  const isIn = (id: string): boolean => {
    if (!(a > 0 && b > 0)) return first <= id && id <= last;
    const n = Number.parseInt(id, 10);
    return n >= a && n <= b;
  };
  let count = 0;
  for (const link of c.links.values()) {
    if (!isIn(link.id) || link.fields.status === "checkValve") continue;
    applyStatus(c, link, word, line);
    count++;
  }
  c.add("note", "changed", line, {
    element: `links ${first} to ${last}`,
    got: `the range form of EPANET 1, ${word}`,
    hint: `applied to ${count} links`,
  });
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
