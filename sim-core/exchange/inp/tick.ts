import { pow } from "../../../assembly/core/elementary";
import type { District } from "../../model/district";
import type { Element, FieldValue } from "../../model/element";
import type { Issue } from "../../model/issue";
import type { WaterSchedule } from "../../model/schedule";
import { type TickFile, type TickFormat, type TickState, tickReader } from "../tick/format";
import { MOST_LETTERS } from "./context";
import { writeInp } from "./write";

const KINDS = new Set(["waterJunction", "reservoir", "tank", "waterPipe", "waterPump", "waterValve"]);
const GRAVITY = 9.80665;
/**
 * EPANET's rounded constants are not those of a native district. Where a coefficient of the file can carry the
 * difference it does, so that the same loss comes out:
 * - minor loss 8 / (g pi2): EPANET 0.02517 in ft and s; exact 0.0251937 (g = 32.174 ft/s2)
 * - Manning: EPANET 1.49 and r^(-1.333) in feet, here 1 in metres
 * - constant power in kW: EPANET's 8.814 and 0.7457, the latter applied twice; exact through 9806.65 N/m3
 * - leaks 0.6 sqrt(2 g): EPANET 4.8149866 in ft and s
 * What is left: 1 cfs = 28.317 L/s (5.4e-6 too much), and g = 32.2 ft/s2 in Darcy-Weisbach (8e-4).
 */
const FOOT = 0.3048;
const MINOR_LOSS = (8 * FOOT) / (GRAVITY * Math.PI * Math.PI) / 0.02517;
const MANNING = 1.49 * pow(FOOT, 0.5 * (2 - 1.333));
const POWER = ((1000 * 0.7457 * 0.7457) / 8.814) * (1 / (1000 * GRAVITY * FOOT * FOOT * FOOT * FOOT));
const LEAK = (0.6 * Math.sqrt(2 * GRAVITY)) / (4.8149866 * Math.sqrt(FOOT));

/** A tank's level out of its head: no nearer than rounding. */
const SAME_M = 1e-9;

/**
 * One instant of a coupled run as a steady-state file: demands are what left the network then (patterns less what
 * devices and buildings gave or drew), tanks stand where they stood, pumps and valves are as they were. EPANET solves
 * it again and must find the same heads and flows.
 */
export const inpTick: TickFormat = {
  name: "inp",
  utility: "water",
  meaning: "EPANET input file of the water network, steady, ports frozen",
  write: inpOfTick,
};

export function inpOfTick(state: TickState): TickFile {
  const issues: Issue[] = [];
  const { district } = state;
  const elements = district.elements.filter((e) => KINDS.has(e.kind));
  const rename = renamer(elements, issues);
  const frozen = freeze(state, elements, rename, issues);
  const schedule: WaterSchedule = {
    duration_s: 0,
    hydraulicStep_s: 3600,
    patternStep_s: 3600,
    patternStart_s: 0,
    reportStep_s: 3600,
    ruleStep_s: 360,
    startClock_s: 0,
    controls: [],
    rules: [],
    units: { flow_m3_s: 1e-3, length_m: 1, pressure_m: 1 },
  };
  const used = new Set(frozen.flatMap((e) => [e.fields.headCurve, e.fields.volumeCurve, e.fields.curve].map(String)));
  const water = district.options.water ?? {};
  const isImported = water.constants === "epanet";
  const file: District = {
    ...district,
    options: {
      water: {
        ...water,
        constants: "epanet",
        flowUnits: isImported ? String(water.flowUnits) : "LPS",
        pressureUnits: isImported ? String(water.pressureUnits) : "METERS",
        // Demands are what was delivered: nothing of them depends on pressure any more.
        demandModel: "fixed",
        demandMultiplier_1: 1,
        accuracy_1: 1e-5,
        maxTrials: 200,
        extraTrials: -1,
        headErrorLimit_m: 1e-4,
        flowChangeLimit_m3_s: 1e-7,
        viscosity_m2_s: Number(water.viscosity_m2_s ?? 1.004e-6),
      },
    },
    elements: frozen,
    profiles: [],
    curves: district.curves.filter((c) => used.has(c.id)),
  };
  const title = [
    `${district.name}: ${state.scenario}, tick ${state.tick}, ${state.time_s} s, water with its ports frozen`,
    "Steady state. Demands are the outflows of the recorded instant; efficiencies and prices are left out.",
    ...(isImported ? [] : ["Coefficients of minor loss carry exact gravity over EPANET's, so that losses agree."]),
  ];
  return { text: writeInp({ district: file, schedule }, title), issues };
}

function freeze(
  state: TickState,
  elements: readonly Element[],
  rename: (e: string, kind: "node" | "link") => string,
  issues: Issue[],
): Element[] {
  const read = (rows: string, name: string) => tickReader(state, "water", rows, name);
  const [head, demand, pressure, level] = [
    read("node", "head_m"),
    read("node", "demand_m3_s"),
    read("node", "pressure_Pa"),
    read("node", "level_m"),
  ];
  const [status, setting] = [read("link", "status"), read("link", "setting")];
  const options = state.district.options.water ?? {};
  // An imported file is solved with EPANET's own constants: nothing is to be made up for.
  const factor = (exact: number): number => (options.constants === "epanet" ? 1 : exact);
  const exponent = Number(options.emitterExponent_1 ?? 0.5);
  const changed = emitterChanges(state);
  const orifice = (0.6 * Math.sqrt(2 * GRAVITY)) / (options.constants === "epanet" ? LEAK : 1);
  const leaks = leaksOf(elements, orifice, (e) => head(e.id) - Number(e.fields.elevation_m ?? 0));

  return elements.map((e): Element => {
    const f = e.fields;
    const keep = (fields: Record<string, FieldValue>, kind: "node" | "link"): Element => ({
      id: rename(e.id, kind),
      kind: e.kind,
      owner: e.owner,
      ...(e.geometry && { geometry: e.geometry }),
      fields,
      relations: e.relations
        .filter((r) => r.type === "connects")
        .map((r) => ({ type: "connects", to: rename(r.to, "node") })),
    });
    if (e.kind === "waterJunction") {
      const emitter = changed.get(e.id) ?? Number(f.emitter_m3_s ?? 0);
      const p_m = pressure(e.id) / (1000 * GRAVITY);
      // The recorded outflow is all that left: what emitter and leaks will take again is not a demand.
      let fixed = demand(e.id) - (leaks.get(e.id) ?? 0);
      if (emitter > 0) fixed -= emitter * (p_m < 0 ? -pow(-p_m, exponent) : p_m === 0 ? 0 : pow(p_m, exponent));
      if (!Number.isFinite(fixed)) {
        issues.push({ severity: "error", code: "notRecorded", element: `junction ${e.id}`, field: "demand_m3_s" });
        fixed = 0;
      }
      return keep(
        {
          elevation_m: Number(f.elevation_m ?? 0),
          baseDemand_m3_s: fixed,
          ...(emitter > 0 ? { emitter_m3_s: emitter } : {}),
        },
        "node",
      );
    }
    if (e.kind === "reservoir") return keep({ head_m: head(e.id) }, "node");
    if (e.kind === "tank") {
      const { profile: _p, minVolume_m3: _v, ...rest } = f;
      const [least, most] = [Number(f.minLevel_m ?? 0), Number(f.maxLevel_m)];
      // Heads and flows of a file with steps of its own are those of the step's beginning, and its tanks have moved on
      // since: what was solved is what can be solved again. Else both are the same but for the last bits.
      const solved_m = head(e.id) - Number(f.elevation_m ?? 0);
      const level_m = Math.abs(solved_m - level(e.id)) > SAME_M ? solved_m : level(e.id);
      return keep({ ...rest, minLevel_m: least, initialLevel_m: Math.min(most, Math.max(least, level_m)) }, "node");
    }
    const isOpen = status(e.id) > 0;
    const minor: Record<string, number> =
      f.minorLoss_1 === undefined ? {} : { minorLoss_1: Number(f.minorLoss_1) * factor(MINOR_LOSS) };
    if (e.kind === "waterPipe") {
      const pipe: Record<string, FieldValue> = { ...f, ...minor };
      if (f.leakArea_m !== undefined) pipe.leakArea_m = Number(f.leakArea_m) * factor(LEAK);
      if (f.leakExpansion_1 !== undefined) pipe.leakExpansion_1 = Number(f.leakExpansion_1) * factor(LEAK);
      if (options.headLoss === "chezyManning") pipe.roughness_1 = Number(f.roughness_1) * factor(MANNING);
      // A check valve shuts by itself; a pipe that a full or empty tank holds is shut.
      if (f.status !== "checkValve") pipe.status = isOpen ? "open" : "closed";
      if (pipe.status === "open") delete pipe.status;
      return keep(pipe, "link");
    }
    if (e.kind === "waterPump") {
      const pump: Record<string, FieldValue> = {
        ...(f.headCurve === undefined ? {} : { headCurve: f.headCurve }),
        ...(f.power_W === undefined ? {} : { power_W: Number(f.power_W) * factor(POWER) }),
        speed_1: setting(e.id),
      };
      // Off, without power, or beyond its head: no water goes through.
      if (!isOpen) pump.isOn = false;
      return keep(pump, "link");
    }
    const valve: Record<string, FieldValue> = { ...f, ...minor };
    const value = setting(e.id);
    const type = String(f.valveType);
    if (type !== "GPV" && Number.isFinite(value)) {
      valve[type === "FCV" ? "setting_m3_s" : type === "TCV" || type === "PCV" ? "setting_1" : "setting_m"] =
        type === "TCV" ? value * factor(MINOR_LOSS) : value;
      delete valve.status;
    } else if (!Number.isFinite(value) || !isOpen) valve.status = isOpen ? "open" : "closed";
    return keep(valve, "link");
  });
}

/** Emitter coefficients that Changes had set by then: the only field of a junction that no recorded column tells. */
function emitterChanges(state: TickState): Map<string, number> {
  const found = new Map<string, number>();
  for (const change of state.changes)
    if (change.at_s <= state.time_s && change.op === "set" && typeof change.fields.emitter_m3_s === "number")
      found.set(change.target, change.fields.emitter_m3_s);
  return found;
}

/** FAVAD leakage by junction, m3/s: 0.6 sqrt(2 g p) times the area, half of each pipe's at each end. */
function leaksOf(
  elements: readonly Element[],
  orifice: number,
  pressureHead_m: (e: Element) => number,
): Map<string, number> {
  const flows = new Map<string, number>();
  const junctions = new Map(elements.filter((e) => e.kind === "waterJunction").map((e) => [e.id, e] as const));
  for (const e of elements) {
    const [area, growth] = [Number(e.fields.leakArea_m ?? 0), Number(e.fields.leakExpansion_1 ?? 0)];
    if (area === 0 && growth === 0) continue;
    const ends = e.relations.filter((r) => r.type === "connects" && junctions.has(r.to)).map((r) => r.to);
    const length_m = Number(e.fields.length_m) / ends.length;
    for (const id of ends) {
      const p_m = Math.max(0, pressureHead_m(junctions.get(id)!));
      const flow = orifice * length_m * Math.sqrt(p_m) * (area + growth * p_m);
      flows.set(id, (flows.get(id) ?? 0) + flow);
    }
  }
  return flows;
}

/** The district's ids where EPANET takes them; else shortened and numbered, and said so. */
function renamer(elements: readonly Element[], issues: Issue[]): (id: string, kind: "node" | "link") => string {
  const isLink = (e: Element): boolean => e.relations.some((r) => r.type === "connects");
  const names = { node: new Map<string, string>(), link: new Map<string, string>() };
  const taken = { node: new Set<string>(), link: new Set<string>() };
  const isFine = (id: string): boolean => id.length <= MOST_LETTERS && !/[\s;,"[]/.test(id);
  for (const e of elements) if (isFine(e.id)) taken[isLink(e) ? "link" : "node"].add(e.id);
  for (const e of elements) {
    if (isFine(e.id)) continue;
    const kind = isLink(e) ? "link" : "node";
    const base = e.id.replace(/[\s;,"[]+/g, "-").slice(0, MOST_LETTERS - 6);
    let n = 1;
    while (taken[kind].has(`${base}~${n}`)) n++;
    taken[kind].add(`${base}~${n}`);
    names[kind].set(e.id, `${base}~${n}`);
    issues.push({
      severity: "note",
      code: "renamed",
      element: `${e.kind} ${e.id}`,
      got: e.id,
      want: `at most ${MOST_LETTERS} characters without blanks`,
      hint: `written as ${base}~${n}`,
    });
  }
  return (id, kind) => names[kind].get(id) ?? id;
}
