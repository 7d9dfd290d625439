import { baseVoltage_V, type Feeder, type PowerTree, reachOf } from "@/sim-core";
import type { Atlas } from "./atlas";
import type { Caption, Mark, Sign, Stroke } from "./diagram";

const ROW = 32;
/** Room between a bar and the first bus: breaker and name. */
const TOP = 46;
const TRUNK_X = 12;
const BOX = { width: 92, height: 64 };

/** One feeder's picture in its own units, from its bar (y = 0) down. */
export interface Block {
  readonly strokes: readonly Stroke[];
  readonly marks: readonly Mark[];
  readonly captions: readonly Caption[];
  readonly places: ReadonlyMap<string, { readonly x: number; readonly y: number; readonly isEnd: boolean }>;
  readonly width: number;
  readonly height: number;
}

type Hanger = Pick<Mark, "sign" | "elements" | "size">;

const SIGNS: Readonly<Record<string, Sign>> = {
  gridSupply: "grid",
  generator: "generator",
  chp: "generator",
  peaker: "generator",
  standby: "generator",
  pv: "photovoltaics",
  wind: "generator",
  battery: "battery",
  evHub: "charger",
  powerLoad: "load",
  building: "load",
  shunt: "shunt",
  chiller: "motor",
  heatPump: "motor",
  waterPump: "motor",
  compressor: "motor",
  electrolyser: "motor",
};
const ORDER: readonly Sign[] = ["grid", "generator", "photovoltaics", "battery", "motor", "charger", "load", "shunt"];

/** What hangs on a bus, one sign for all of a kind: sources first, loads last. */
export function hangers(atlas: Atlas, bus: string): Hanger[] {
  const found = new Map<Sign, number[]>();
  for (const { type, id } of atlas.graph.in(bus)) {
    if (type !== "connects") continue;
    const i = atlas.indexOf.get(id) ?? -1;
    const sign = SIGNS[atlas.elements[i]?.kind];
    if (!sign) continue;
    const list = found.get(sign);
    if (list) list.push(i);
    else found.set(sign, [i]);
  }
  return ORDER.flatMap((sign) => {
    const elements = found.get(sign);
    return elements ? [{ sign, elements, size: sign === "grid" ? 8 : 7 }] : [];
  });
}

/** An edge along a way, with the sign of what it is half way: two windings, a switch; nothing for a cable. */
export function signedEdge(
  atlas: Atlas,
  edge: string,
  parent: string,
  bus: string,
  points: readonly number[],
  strokes: Stroke[],
  marks: Mark[],
): void {
  const element = atlas.indexOf.get(edge) ?? -1;
  strokes.push({ kind: "edge", element, points });
  const sign = signOfEdge(atlas, edge, parent, bus);
  if (!sign) return;
  const [ax, ay, bx, by] = points.length === 4 ? points : points.slice(points.length - 6, points.length - 2);
  marks.push({
    ...{ sign, elements: [element], x: (ax + bx) / 2, y: (ay + by) / 2, isDown: ax === bx },
    size: sign === "switch" ? 5 : 9,
  });
}

function signOfEdge(atlas: Atlas, edge: string, parent: string, bus: string): Sign | null {
  const e = atlas.elements[atlas.indexOf.get(edge) ?? -1];
  if (!e) return null;
  if (e.kind === "transformer") return "transformer";
  if (e.kind === "powerSwitch") return "switch";
  const [a, b] = [baseVoltage_V(atlas.graph, parent), baseVoltage_V(atlas.graph, bus)];
  return e.kind === "branch" && a > 0 && b > 0 && Math.abs(a / b - 1) > 0.15 ? "transformer" : null;
}

/** A feeder as an ordered tree: the longest way straight down, laterals to the right, stations as stubs beside it. */
export function blockOf(atlas: Atlas, tree: PowerTree, feeder: Feeder, isOpen: boolean): Block {
  const index = (id: string) => atlas.indexOf.get(id) ?? -1;
  const strokes: Stroke[] = [];
  const marks: Mark[] = [];
  const captions: Caption[] = [];
  const firsts = tree.nodes.get(feeder.first)!.edges;
  const owner = index(feeder.id);

  if (!isOpen) {
    const x = BOX.width / 2;
    firsts.forEach((edge, k) => {
      const at = x + (k - (firsts.length - 1) / 2) * 14;
      strokes.push({ kind: "edge", element: index(edge), points: [at, 0, at, TOP] });
      marks.push({ sign: "switch", elements: [index(edge)], x: at, y: 14, size: 5 });
    });
    const y = TOP + BOX.height / 2 - 10;
    marks.push({
      ...{ sign: "feeder", elements: feeder.edges.map(index), feeder: feeder.id, x, y, size: 26 },
      bus: index(feeder.first),
    });
    captions.push(
      { text: feeder.name, x, y: y + 38, align: "center", width: BOX.width + 10, rank: 0, element: owner },
      {
        text: `${feeder.buses.length} buses`,
        x,
        y: y + 52,
        align: "center",
        width: BOX.width,
        rank: 1,
        element: owner,
      },
    );
    const places = new Map(feeder.buses.map((b) => [b, { x, y: y + 26, isEnd: true }]));
    return { strokes, marks, captions, places, width: BOX.width, height: TOP + BOX.height + 16 };
  }

  // hops, not metres: a drawing gives every stop one row
  const hops = new Map<string, number>([[feeder.head, 0]]);
  for (const bus of feeder.buses) hops.set(bus, hops.get(tree.nodes.get(bus)!.parent!)! + 1);
  const reach = reachOf(tree, feeder.buses, hops);
  const isStub = (bus: string, parent: string): boolean => {
    const node = tree.nodes.get(bus)!;
    const edge = node.edges[0];
    return node.children.length === 0 && signOfEdge(atlas, edge, parent, bus) === "transformer";
  };

  const columnOf = new Map<string, number>();
  const rowOf = new Map<string, number>();
  const nextOf = new Map<string, string>();
  const laterals = new Set<string>();
  /** Rows taken in each column, by the ways that stand in it. */
  const taken: (readonly [from: number, to: number])[][] = [];
  let deepest = 1;
  const ways = [{ first: feeder.first, row: 0, after: -1 }];
  // depth first, the lowest lateral next: what leaves lower stands nearer, so that few ways cross; a column that is
  // free over all rows of a way takes it
  while (ways.length > 0) {
    const way = ways.pop()!;
    const stops: string[] = [];
    const found: string[][] = [];
    for (let here: string | undefined = way.first; here !== undefined; ) {
      stops.push(here);
      const at: string = here;
      const on: string[] = tree.nodes.get(at)!.children.filter((c) => !isStub(c, at));
      on.sort((a, b) => reach.get(b)! - reach.get(a)!);
      found.push(on.slice(1));
      const next: string | undefined = on[0];
      if (next !== undefined) nextOf.set(at, next);
      here = next;
    }
    const [from, to] = [way.row - 1, way.row + stops.length];
    let column = way.after + 1;
    while (taken[column]?.some(([a, b]) => from < b && to > a)) column++;
    taken[column] ??= [];
    taken[column].push([from, to]);
    if (way.after >= 0) laterals.add(way.first);
    deepest = Math.max(deepest, way.row + stops.length);
    stops.forEach((bus, k) => {
      columnOf.set(bus, column);
      rowOf.set(bus, way.row + k);
      for (const first of found[k]) ways.push({ first, row: way.row + k + 1, after: column });
    });
  }
  const columns = taken.length;

  // signs to the right decide how wide a column is
  const stubs = new Map<string, { lows: readonly string[]; own: Hanger[] }>();
  const wide = new Array<number>(columns).fill(30);
  for (const bus of columnOf.keys()) {
    const lows = tree.nodes.get(bus)!.children.filter((c) => isStub(c, bus));
    const own = hangers(atlas, bus);
    stubs.set(bus, { lows, own });
    const long = Math.max(own.length * 20, ...lows.map((low) => 52 + hangers(atlas, low).length * 20));
    const column = columnOf.get(bus)!;
    wide[column] = Math.max(wide[column], TRUNK_X + (lows.length + own.length > 0 ? 22 + long : 0));
  }
  const left: number[] = [];
  let width = 0;
  for (const w of wide) {
    left.push(width);
    width += w + 8;
  }
  const xOf = (bus: string) => left[columnOf.get(bus)!] + TRUNK_X;
  const yOf = (bus: string) => TOP + ROW * (rowOf.get(bus)! + 0.5);

  const places = new Map<string, { x: number; y: number; isEnd: boolean }>();
  for (const bus of columnOf.keys()) {
    const [x, y] = [xOf(bus), yOf(bus)];
    const node = tree.nodes.get(bus)!;
    const isTrunk = columnOf.get(bus) === 0;
    places.set(bus, { x, y, isEnd: isTrunk && !nextOf.has(bus) && rowOf.get(bus) === deepest - 1 });
    if (isTrunk && !nextOf.has(bus)) places.set(bus, { x, y, isEnd: true });
    node.edges.forEach((edge, k) => {
      const off = (k - (node.edges.length - 1) / 2) * 7;
      const parent = node.parent!;
      if (bus === feeder.first) {
        signedEdge(atlas, edge, parent, bus, [x + off, 0, x + off, y], strokes, marks);
        marks.push({
          sign: "switch",
          elements: [index(edge)],
          x: x + off,
          y: 14,
          size: node.edges.length > 1 ? 3.2 : 5,
        });
      } else if (laterals.has(bus)) {
        const [px, py] = [xOf(parent), yOf(parent)];
        const bend = py + ROW / 2 + off * 0.5;
        signedEdge(atlas, edge, parent, bus, [px, py, px, bend, x + off, bend, x + off, y], strokes, marks);
      } else signedEdge(atlas, edge, parent, bus, [x + off, yOf(parent), x + off, y], strokes, marks);
    });
    marks.push({ sign: "bus", elements: [index(bus)], bus: index(bus), x, y, size: 3.6 });
    stub(bus, x, y);
  }
  captions.push({
    ...{ text: feeder.name, x: TRUNK_X + 10, y: 2, lift: 7, align: "left", width: Math.max(90, width - 24), rank: 0 },
    element: owner >= 0 ? owner : index(firsts[0]),
  });
  return { strokes, marks, captions, places, width: Math.max(width, 104), height: TOP + ROW * deepest };

  /** Transformers of a station with what hangs on their low side, and what hangs on the bus itself. */
  function stub(bus: string, x: number, y: number): void {
    const { lows, own } = stubs.get(bus)!;
    const b = index(bus);
    if (lows.length + own.length === 0) return;
    const rows = lows.length + (own.length > 0 ? 1 : 0);
    let k = 0;
    const height = () => y + (rows > 1 ? (k++ - (rows - 1) / 2) * 17 : 0);
    for (const low of lows) {
      const at = height();
      const l = index(low);
      const units = tree.nodes.get(low)!.edges;
      units.forEach((unit, u) => {
        const off = (u - (units.length - 1) / 2) * 9;
        strokes.push({ kind: "edge", element: index(unit), points: [x, y, x + 9, at + off, x + 46, at + off] });
        const size = units.length > 1 ? 4.4 : 6.5;
        marks.push({ sign: "transformer", elements: [index(unit)], x: x + 26, y: at + off, size });
      });
      const tall = Math.max(6, units.length * 5);
      strokes.push({ kind: "bar", element: l, bus: l, points: [x + 46, at - tall, x + 46, at + tall] });
      row(hangers(atlas, low), l, x + 46, at);
    }
    if (own.length > 0) row(own, b, x, height(), y);
    const site = atlas.elements[b].relations.find((r) => r.type === "within")?.to;
    const s = site === undefined ? -1 : index(site);
    const name = atlas.elements[b].name ?? (s >= 0 ? (atlas.elements[s].name ?? "") : "");
    if (name) captions.push({ text: name, x: x + 8, y: y - 12, align: "left", width: 96, rank: 2, element: b });
  }

  function row(list: readonly Hanger[], bus: number, x: number, y: number, fromY = y): void {
    if (list.length === 0) return;
    strokes.push({ kind: "lead", element: -1, bus, points: [x, fromY, x + 9, y, x + 16 + 20 * (list.length - 1), y] });
    list.forEach((h, k) => {
      marks.push({ ...h, x: x + 18 + 20 * k, y, bus });
    });
  }
}
