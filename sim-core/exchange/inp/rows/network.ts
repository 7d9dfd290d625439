import { pow } from "../../../../assembly/core/elementary";
import type { Curve, District } from "../../../model/district";
import type { Element } from "../../../model/element";
import { numberText, plain, times } from "../number";
import type { InpUnits } from "../units";
import type { Row } from "./row";

const NODE_SECTIONS: Readonly<Record<string, Row["section"]>> = {
  waterJunction: "JUNCTIONS",
  reservoir: "RESERVOIRS",
  tank: "TANKS",
};
const LINK_SECTIONS: Readonly<Record<string, Row["section"]>> = {
  waterPipe: "PIPES",
  waterPump: "PUMPS",
  waterValve: "VALVES",
};

/** Ids as a file has them: nodes and links have their own, so that an element `link:10` is link 10 again. */
export class FileIds {
  private readonly nodes: ReadonlySet<string>;

  constructor(elements: readonly Element[]) {
    this.nodes = new Set(elements.filter((e) => NODE_SECTIONS[e.kind]).map((e) => e.id));
  }

  link(id: string): string {
    const bare = id.startsWith("link:") ? id.slice(5) : id;
    return bare !== id && this.nodes.has(bare) ? bare : id;
  }
}

/** Nodes, links and what further sections say of them; each conversion is the reader's, turned round. */
export function networkRows(district: District, u: InpUnits, ids: FileIds): Row[] {
  const rows: Row[] = [];
  const length = times(u.length_m);
  const flow = times(u.flow_m3_s);
  const options = district.options.water ?? {};
  const exponent = Number(options.emitterExponent_1 ?? 0.5);
  const perPressure = exponent === 0.5 ? Math.sqrt(u.emitterPressure_m) : pow(u.emitterPressure_m, exponent);
  const emitter = (k: number): number => (k * u.flow_m3_s) / perPressure;
  const leak = times(1e-6 / (100 * u.length_m));
  const num = (value: unknown, toSi: (x: number) => number): string => numberText(Number(value), toSi);
  let hasTank = false;

  for (const e of district.elements) {
    const section = NODE_SECTIONS[e.kind];
    if (!section) continue;
    const f = e.fields;
    const owner = `node ${e.id}`;
    const put = (name: Row["section"], ...words: string[]): void => {
      rows.push({ owner, section: name, words });
    };
    if (e.kind === "waterJunction") {
      const words = [e.id, num(f.elevation_m ?? 0, length)];
      if (f.baseDemand_m3_s !== undefined || f.profile !== undefined) words.push(num(f.baseDemand_m3_s ?? 0, flow));
      if (f.profile !== undefined) words.push(String(f.profile));
      put(section, ...words);
      if (Array.isArray(f.demands_m3_s)) {
        const profiles = String(f.demandProfiles ?? "").split(" ");
        f.demands_m3_s.forEach((q, i) => {
          const profile = profiles[i] ?? "-";
          put("DEMANDS", e.id, num(q, flow), ...(profile === "-" || profile === "" ? [] : [profile]));
        });
      }
      if (Number(f.emitter_m3_s ?? 0) > 0) put("EMITTERS", e.id, num(f.emitter_m3_s, emitter));
    } else if (e.kind === "reservoir") {
      // In the order of the model: a reservoir behind a tank was a tank without geometry.
      const profile = f.profile === undefined ? [] : [String(f.profile)];
      put(hasTank ? "TANKS" : section, e.id, num(f.head_m, length), ...profile);
    } else {
      hasTank = true;
      const words = [
        e.id,
        num(f.elevation_m, length),
        num(f.initialLevel_m, length),
        num(f.minLevel_m ?? 0, length),
        num(f.maxLevel_m, length),
        // With a curve any will do but 0, which would make it a reservoir.
        num(Number(f.diameter_m ?? 0) > 0 ? f.diameter_m : 1, length),
        num(f.minVolume_m3 ?? 0, times(u.volume_m3)),
      ];
      if (f.volumeCurve !== undefined || f.canOverflow !== undefined) words.push(String(f.volumeCurve ?? "*"));
      if (f.canOverflow !== undefined) words.push(f.canOverflow === true ? "YES" : "NO");
      put(section, ...words);
    }
  }

  for (const e of district.elements) {
    const section = LINK_SECTIONS[e.kind];
    if (!section) continue;
    const f = e.fields;
    const id = ids.link(e.id);
    const owner = `link ${id}`;
    const put = (name: Row["section"], ...words: string[]): void => {
      rows.push({ owner, section: name, words });
    };
    const ends = e.relations.filter((r) => r.type === "connects").map((r) => r.to);
    const head = [id, ends[0] ?? "", ends[1] ?? ""];
    if (e.kind === "waterPipe") {
      const roughness =
        options.headLoss === "darcyWeisbach" ? num(f.roughness_m, times(u.roughness_m)) : num(f.roughness_1, plain);
      const words = [...head, num(f.length_m, length), num(f.diameter_m, times(u.diameter_m)), roughness];
      if (f.minorLoss_1 !== undefined) words.push(num(f.minorLoss_1, plain));
      if (f.status === "closed" || f.status === "checkValve") words.push(f.status === "closed" ? "Closed" : "CV");
      put(section, ...words);
      if (f.status === "open") put("STATUS", id, "Open");
      if (f.leakArea_m !== undefined || f.leakExpansion_1 !== undefined)
        put(
          "LEAKAGE",
          id,
          num(f.leakArea_m ?? 0, leak),
          ...(f.leakExpansion_1 === undefined ? [] : [num(f.leakExpansion_1, leak)]),
        );
    } else if (e.kind === "waterPump") {
      const words = [...head];
      if (f.headCurve !== undefined) words.push("HEAD", fileCurve(f.headCurve));
      if (f.power_W !== undefined) words.push("POWER", num(f.power_W, times(u.power_W)));
      if (f.speed_1 !== undefined) words.push("SPEED", num(f.speed_1, plain));
      if (f.speedProfile !== undefined) words.push("PATTERN", String(f.speedProfile));
      put(section, ...words);
      // A number says the speed and whether it runs; CLOSED leaves the speed alone.
      if (f.isOn === true) put("STATUS", id, f.speed_1 === 1 || f.speed_1 === undefined ? "Open" : String(f.speed_1));
      if (f.isOn === false) put("STATUS", id, f.speed_1 === 0 ? "0" : "Closed");
      if (f.energyPrice !== undefined) put("ENERGY", "Pump", id, "Price", num(f.energyPrice, plain));
      if (f.energyPriceProfile !== undefined) put("ENERGY", "Pump", id, "Pattern", String(f.energyPriceProfile));
      if (f.efficiencyCurve !== undefined) put("ENERGY", "Pump", id, "Efficiency", fileCurve(f.efficiencyCurve));
    } else {
      const type = String(f.valveType);
      const setting =
        type === "GPV"
          ? fileCurve(f.curve)
          : type === "FCV"
            ? num(f.setting_m3_s, flow)
            : type === "TCV" || type === "PCV"
              ? num(f.setting_1, plain)
              : num(f.setting_m, times(u.pressure_m));
      const words = [...head, num(f.diameter_m, times(u.diameter_m)), type, setting];
      if (f.minorLoss_1 !== undefined || (type === "PCV" && f.curve !== undefined))
        words.push(num(f.minorLoss_1 ?? 0, plain));
      if (type === "PCV" && f.curve !== undefined) words.push(fileCurve(f.curve));
      put(section, ...words);
      if (f.status === "open" || f.status === "closed") put("STATUS", id, f.status === "open" ? "Open" : "Closed");
    }
  }
  return rows;
}

/** A curve used in two ways became two, `id` and `id:use`; in a file it is one again. */
const fileCurve = (id: unknown): string => String(id).replace(/:(headCurve|efficiencyCurve|volumeCurve|GPV|PCV)$/, "");

export function patternRows(district: District): Row[] {
  const rows: Row[] = [];
  for (const p of district.profiles)
    for (let i = 0; i < p.values.length; i += 12)
      rows.push({
        owner: `pattern ${p.id}`,
        section: "PATTERNS",
        words: [p.id, ...p.values.slice(i, i + 12).map(String)],
      });
  return rows;
}

export function curveRows(district: District, u: InpUnits): Row[] {
  const seen = new Set<string>();
  const rows: Row[] = [];
  const share = times(0.01);
  for (const curve of district.curves) {
    const id = fileCurve(curve.id);
    if (seen.has(id)) continue;
    seen.add(id);
    const [x, y] = [unitOf(curve, curve.xUnit), unitOf(curve, curve.yUnit)];
    curve.x.forEach((value, i) => {
      rows.push({
        owner: `curve ${id}`,
        section: "CURVES",
        words: [id, numberText(value, x), numberText(curve.y[i]!, y)],
      });
    });
  }
  function unitOf(curve: Curve, unit: string): (x: number) => number {
    if (unit === "m3/s") return times(u.flow_m3_s);
    if (unit === "m") return times(u.length_m);
    if (unit === "m3") return times(u.volume_m3);
    if (unit === "1") return share;
    throw new Error(`curve ${curve.id}: no file unit for ${unit}`);
  }
  return rows;
}

/** Plane coordinates: a pump or valve that stands at a point has none of its own in a file. */
export function placeRows(district: District, ids: FileIds): Row[] {
  const rows: Row[] = [];
  for (const e of district.elements) {
    const { geometry } = e;
    if (NODE_SECTIONS[e.kind] && geometry && "point" in geometry && geometry.point)
      rows.push({
        owner: `place ${e.id}`,
        section: "COORDINATES",
        words: [e.id, String(geometry.point[0]), String(geometry.point[1])],
      });
  }
  for (const e of district.elements) {
    const { geometry } = e;
    if (!LINK_SECTIONS[e.kind] || !geometry || !("line" in geometry) || !geometry.line) continue;
    const id = ids.link(e.id);
    for (const [x, y] of geometry.line.slice(1, -1))
      rows.push({ owner: `bends ${id}`, section: "VERTICES", words: [id, String(x), String(y)] });
  }
  return rows;
}
