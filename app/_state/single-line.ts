import { baseVoltage_V, type Feeder, type FeederPlan, feedersOf, type PowerTree, powerTree } from "@/sim-core";
import type { Atlas } from "./atlas";
import { titleOf } from "./atlas";
import { type Caption, type Diagram, diagramOf, type Mark, type Stroke } from "./diagram";
import { type Block, blockOf, hangers, signedEdge } from "./single-line-block";

/** All lengths in the units of the picture, about a pixel when it is drawn at its own size. */
const LEVEL = 92;
const LANE = 14;
const GAP = 44;
const SLOT_GAP = 16;
/** Width over height of a usual place for the picture. */
const ASPECT = 1.35;
/** More buses than this are opened feeder by feeder. */
const MOST_OPEN = 700;

export interface SingleLine {
  readonly diagram: Diagram;
  readonly plan: FeederPlan;
  readonly tree: PowerTree;
  readonly isOpen: (feeder: string) => boolean;
}

/** One substation's feeders, or two whose feeders meet at open points and are drawn facing each other. */
interface Group {
  readonly top: string;
  readonly bottom: string | null;
  readonly slots: { top: Feeder | null; bottom: Feeder | null }[];
}

interface Bar {
  readonly x0: number;
  readonly x1: number;
  readonly y: number;
  readonly isBottom: boolean;
  /** Left of everything that its group draws: where a way from the sources passes. */
  readonly margin: number;
}

/** Where a bus of the picture may be tied from. */
interface Place {
  readonly x: number;
  readonly y: number;
  /** Way out to the channel between the rows, past the signs that hang to the right. */
  readonly side: number;
  readonly isEnd: boolean;
}

/**
 * Single-line diagram from the graph alone: sources on top, substations as bars, feeders as ordered trees below them;
 * two substations whose feeders meet face each other with the open points between. The normal state decides places, so
 * that nothing jumps when a switch moves; what is live or open is the drawing's affair.
 */
export function singleLine(atlas: Atlas, opened: Readonly<Record<string, boolean>>): SingleLine {
  const { graph } = atlas;
  const tree = powerTree(graph);
  const plan = feedersOf(graph, tree);
  const buses = plan.feeders.reduce((n, f) => n + f.buses.length, plan.upper.size);
  const isOpen = (id: string) => opened[id] ?? buses <= MOST_OPEN;
  const strokes: Stroke[] = [];
  const marks: Mark[] = [];
  const captions: Caption[] = [];
  const places = new Map<string, Place>();
  const index = (id: string) => atlas.indexOf.get(id) ?? -1;

  const feederOfBus = new Map<string, Feeder>();
  for (const f of plan.feeders) for (const b of f.buses) feederOfBus.set(b, f);
  const blocks = new Map(plan.feeders.map((f) => [f.id, blockOf(atlas, tree, f, isOpen(f.id))]));
  const groups = groupsOf(tree, plan, feederOfBus, blocks);

  const high = (side: "top" | "bottom") =>
    Math.max(0, ...groups.flatMap((g) => g.slots.map((s) => (s[side] ? blocks.get(s[side].id)!.height : 0))));
  const ties = tree.loose.filter((l) => !l.isClosed);
  const loops = tree.loose.filter((l) => l.isClosed);
  const channelTop = high("top") + GAP;
  const inChannel = ties.length + (loops.length <= 40 ? loops.length : 0);
  const channelBottom = channelTop + Math.min(inChannel, 60) * LANE + GAP / 2;
  const bottomBar = channelBottom + high("bottom") + GAP;

  // room between the columns until the picture is about as wide as the place for it
  const slotCount = groups.reduce((n, g) => n + g.slots.length, 0);
  const widths = groups.flatMap((g) => g.slots.map(wideOf));
  const spare = ASPECT * (bottomBar + 3 * LEVEL) - widths.reduce((n, w) => n + w, 0);
  const slotGap = Math.min(190, Math.max(SLOT_GAP, spare / Math.max(1, slotCount)));
  let x = 0;
  const barOf = new Map<string, Bar>();
  for (const group of groups) {
    const marginLanes = group.bottom ? 60 : 0;
    x += marginLanes;
    const x0 = x;
    for (const slot of group.slots) {
      const wide = wideOf(slot);
      for (const [feeder, isBottom] of [
        [slot.top, false],
        [slot.bottom, true],
      ] as const) {
        if (feeder) put(blocks.get(feeder.id)!, x, isBottom, wide + slotGap - 26);
      }
      x += wide + slotGap;
    }
    const x1 = Math.max(x - slotGap - 60, x0 + 60);
    for (const [bus, isBottom] of [
      [group.top, false],
      [group.bottom, true],
    ] as const) {
      if (bus === null) continue;
      const y = isBottom ? bottomBar : 0;
      barOf.set(bus, { x0: x0 - 10, x1, y, isBottom, margin: x0 - 10 });
      bar(bus, x0 - 10, x1, y, isBottom);
    }
    x = Math.max(x, x0 + 120) + GAP;
  }
  drawUpper();
  drawTies();
  return { diagram: diagramOf({ strokes, marks, captions, areas: [] }), plan, tree, isOpen };

  function wideOf(slot: Group["slots"][number]): number {
    return Math.max(...[slot.top, slot.bottom].map((f) => (f ? blocks.get(f.id)!.width : 0)));
  }

  /** A feeder's own picture, moved to its slot; the lower row stands on its head. */
  function put(block: Block, at: number, isBottom: boolean, room: number): void {
    const fx = (v: number) => v + at;
    const fy = (v: number) => (isBottom ? bottomBar - v : v);
    for (const s of block.strokes)
      strokes.push({ ...s, points: s.points.map((v, k) => (k % 2 === 0 ? fx(v) : fy(v))) });
    for (const m of block.marks) marks.push({ ...m, x: fx(m.x), y: fy(m.y) });
    for (const c of block.captions) {
      const width = c.rank === 0 ? Math.max(c.width, room) : c.width;
      const lift = c.lift === undefined ? {} : { lift: isBottom ? -c.lift : c.lift };
      captions.push({ ...c, ...lift, width, x: fx(c.x), y: fy(c.y) });
    }
    for (const [bus, p] of block.places) places.set(bus, { x: fx(p.x), y: fy(p.y), side: fx(p.x) - 9, isEnd: p.isEnd });
  }

  function bar(bus: string, x0: number, x1: number, y: number, isBottom: boolean, isUpper = false): void {
    strokes.push({ kind: "bar", element: index(bus), bus: index(bus), points: [x0, y, x1, y] });
    const up = isBottom ? 1 : -1;
    const name = nameOf(atlas, bus);
    const [element, width] = [index(bus), 420];
    if (isUpper && isBottom) captions.push({ text: name, x: x1 + 8, y, align: "left", width, rank: 0, element });
    else if (isUpper && x1 - x0 < 100)
      captions.push({ text: name, x: x0 - 8, y, align: "right", width, rank: 0, element });
    else captions.push({ text: name, x: x0, y, lift: up * 9, align: "left", width, rank: 0, element });
    hang(bus, x1 + 12, y, x1, up);
  }

  /** What hangs on a bar itself: at its right end, side by side. */
  function hang(bus: string, from: number, y: number, barEnd: number, up: number): void {
    hangers(atlas, bus).forEach((h, k) => {
      const at = from + 22 * k + 6;
      strokes.push({ kind: "bar", element: index(bus), bus: index(bus), points: [barEnd, y, at, y] });
      strokes.push({ kind: "lead", element: -1, bus: index(bus), points: [at, y, at, y + up * 16] });
      marks.push({ ...h, x: at, y: y + up * 23, bus: index(bus) });
    });
  }

  /** Bars between the sources and the heads: chains that serve one head stand over (or under) it, others on top. */
  function drawUpper(): void {
    const below = new Map<string, string[]>();
    for (const bus of plan.upper) {
      const parent = tree.nodes.get(bus)!.parent;
      if (parent !== null) below.set(parent, [...(below.get(parent) ?? []), bus]);
    }
    const groupBars = [...barOf];
    const isHead = new Set(barOf.keys());
    const heads = (bus: string): number =>
      (below.get(bus) ?? []).reduce((n, child) => n + heads(child), isHead.has(bus) ? 1 : 0);
    const isShared = (bus: string) => heads(bus) !== 1;
    let chains = 0;
    const chainTops: { top: string; parent: string; head: string; y: number }[] = [];
    for (const [head, spot] of groupBars) {
      let here = head;
      let y = spot.y;
      let steps = 0;
      for (;;) {
        const { parent } = tree.nodes.get(here)!;
        if (parent === null) break;
        if (isShared(parent)) {
          chainTops.push({ top: here, parent, head, y });
          break;
        }
        const next = y + (spot.isBottom ? LEVEL : -LEVEL);
        const cx = Math.max(spot.x0 + 90, (spot.x0 + spot.x1) / 2);
        barOf.set(parent, { ...spot, x0: cx - 34, x1: cx + 34, y: next });
        bar(parent, cx - 34, cx + 34, next, spot.isBottom, true);
        link(here, [cx, next, cx, y]);
        here = parent;
        y = next;
        steps++;
      }
      if (!spot.isBottom) chains = Math.max(chains, steps);
    }
    // shared bars, the nearest to the sources on top
    const shared = [...plan.upper].filter((b) => isShared(b) && !groups.some((g) => g.top === b || g.bottom === b));
    const depth = (bus: string): number => {
      const { parent } = tree.nodes.get(bus)!;
      return parent === null ? 0 : 1 + depth(parent);
    };
    const deepest = Math.max(0, ...shared.map(depth));
    let margin = 0;
    for (const bus of [...shared].reverse()) {
      const y = -LEVEL * (chains + 1 + deepest - depth(bus));
      const drops: { to: string; x: number; points: number[] }[] = [];
      for (const child of below.get(bus) ?? []) {
        const spot = barOf.get(child);
        if (!spot) continue;
        if (spot.isBottom) {
          const lane = spot.margin - 30 - 10 * margin++;
          drops.push({ to: child, x: lane, points: [lane, y, lane, spot.y, spot.x0, spot.y] });
        } else {
          const cx = (spot.x0 + spot.x1) / 2;
          drops.push({ to: child, x: cx, points: [cx, y, cx, spot.y] });
        }
      }
      const xs = drops.map((d) => d.x);
      const own = groups.find((g) => g.top === bus);
      const [x0, x1] = xs.length > 0 ? [Math.min(...xs) - 24, Math.max(...xs) + 40] : [0, 80];
      if (!own) {
        barOf.set(bus, { x0, x1, y, isBottom: false, margin: x0 });
        bar(bus, x0, x1, y, false, true);
      }
      for (const d of drops) link(d.to, d.points);
    }
    // a bus with feeders of its own and others below it
    for (const c of chainTops) {
      const spot = barOf.get(c.parent);
      const isDrawn = !isHead.has(c.parent);
      const to = barOf.get(c.top);
      if (isDrawn || !spot || !to) continue;
      const cx = (to.x0 + to.x1) / 2;
      const y = Math.min(spot.y, to.y) - LEVEL / 2;
      link(c.top, [spot.x1, spot.y, spot.x1 + 8, spot.y, spot.x1 + 8, y, cx, y, cx, to.y]);
    }
  }

  /** The edges that feed a bus from its parent, side by side along one way. */
  function link(bus: string, points: readonly number[]): void {
    const node = tree.nodes.get(bus)!;
    node.edges.forEach((edge, k) => {
      const off = (k - (node.edges.length - 1) / 2) * 26;
      const moved = shifted(points, off);
      signedEdge(atlas, edge, node.parent!, bus, moved, strokes, marks);
    });
  }

  /** Open points (and the edges that close loops) between the buses of the picture. */
  function drawTies(): void {
    let lane = 0;
    const anchor = (bus: string): Place | null => {
      const known = places.get(bus);
      if (known) return known;
      const spot = barOf.get(bus);
      return spot ? { x: spot.x0, y: spot.y, side: spot.x0 - 14, isEnd: false } : null;
    };
    for (const l of tree.loose) {
      const [a, b] = [anchor(l.from), anchor(l.to)];
      if (!a || !b) continue;
      const element = index(l.id);
      const kind = l.isClosed ? ("loop" as const) : ("tie" as const);
      if (l.isClosed && loops.length > 40) {
        strokes.push({ kind, element, points: [a.x, a.y, b.x, b.y] });
        continue;
      }
      const isStraight = a.isEnd && b.isEnd && Math.abs(a.x - b.x) < 1;
      const y = isStraight ? (a.y + b.y) / 2 : channelTop + LANE * (lane++ % 60);
      const points = isStraight
        ? [a.x, a.y, b.x, b.y]
        : [
            ...exit(a, y),
            ...exit(b, y)
              .reverse()
              .flatMap((_, k, all) => (k % 2 === 0 ? [all[k + 1], all[k]] : [])),
          ];
      strokes.push({ kind, element, points });
      if (!l.isClosed || atlas.elements[element]?.kind === "powerSwitch") {
        const at = isStraight ? a.x : (a.side + b.side) / 2;
        marks.push({ sign: "switch", elements: [element], x: isStraight ? a.x : at, y, size: 5 });
      }
      const name = atlas.elements[element]?.name;
      if (name && isStraight)
        captions.push({ text: name, x: a.x + 10, y, align: "left", width: 110, rank: 1, element });
    }
  }

  /** From a bus to the height of the channel: straight on from an end, round the side from anywhere else. */
  function exit(p: Place, y: number): number[] {
    return p.isEnd ? [p.x, p.y, p.x, y] : [p.x, p.y, p.side, p.y, p.side, y];
  }
}

function shifted(points: readonly number[], off: number): number[] {
  if (off === 0) return [...points];
  // a straight way moves sideways; one with corners moves as a whole along both, which keeps its shape
  const isDown = points.length === 4 && points[0] === points[2];
  return points.map((v, k) => (k % 2 === 0 ? v + (isDown ? off : off * 0.3) : v + (isDown || k === 1 ? 0 : off * 0.3)));
}

function nameOf(atlas: Atlas, bus: string): string {
  const i = atlas.indexOf.get(bus) ?? -1;
  const own = atlas.elements[i]?.name;
  const site = atlas.elements[i]?.relations.find((r) => r.type === "within")?.to;
  const siteIndex = site === undefined ? -1 : (atlas.indexOf.get(site) ?? -1);
  const v = baseVoltage_V(atlas.graph, bus);
  const level = v >= 1000 ? `${Number((v / 1000).toPrecision(3))} kV` : v > 0 ? `${v} V` : "";
  const name = own ?? (siteIndex >= 0 ? titleOf(atlas, siteIndex) : bus);
  return level && !name.includes("kV") ? `${name}, ${level}` : name;
}

/** Pairs of substations by how many open points join their feeders, and slots so that what meets stands face to face. */
function groupsOf(
  tree: PowerTree,
  plan: FeederPlan,
  feederOfBus: ReadonlyMap<string, Feeder>,
  blocks: ReadonlyMap<string, Block>,
): Group[] {
  const byHead = new Map<string, Feeder[]>();
  for (const head of plan.heads) byHead.set(head, []);
  for (const f of plan.feeders) byHead.set(f.head, [...(byHead.get(f.head) ?? []), f]);
  const met: { a: Feeder; b: Feeder }[] = [];
  const count = new Map<string, number>();
  for (const l of tree.loose) {
    const [a, b] = [feederOfBus.get(l.from), feederOfBus.get(l.to)];
    if (l.isClosed || !a || !b || a.head === b.head) continue;
    met.push({ a, b });
    const key = [a.head, b.head].sort().join("\n");
    count.set(key, (count.get(key) ?? 0) + 1);
  }
  const groups: Group[] = [];
  const taken = new Set<string>();
  const slotsOf = (top: string, bottom: string | null) => {
    const tops = byHead.get(top) ?? [];
    const bottoms = bottom === null ? [] : (byHead.get(bottom) ?? []);
    const slots: Group["slots"] = [];
    const done = new Set<string>();
    for (const { a, b } of met) {
      const [t, u] = a.head === top ? [a, b] : [b, a];
      if (t.head !== top || u.head !== bottom || done.has(t.id) || done.has(u.id)) continue;
      done.add(t.id).add(u.id);
      slots.push({ top: t, bottom: u });
    }
    const rest = (list: readonly Feeder[]) =>
      list.filter((f) => !done.has(f.id)).sort((a, b) => blocks.get(b.id)!.height - blocks.get(a.id)!.height);
    const [restTop, restBottom] = [rest(tops), rest(bottoms)];
    for (let k = 0; k < Math.max(restTop.length, restBottom.length); k++)
      slots.push({ top: restTop[k] ?? null, bottom: restBottom[k] ?? null });
    return slots;
  };
  for (const [key] of [...count].sort((a, b) => b[1] - a[1])) {
    const [first, second] = key.split("\n");
    if (taken.has(first) || taken.has(second)) continue;
    taken.add(first).add(second);
    groups.push({ top: first, bottom: second, slots: slotsOf(first, second) });
  }
  for (const head of byHead.keys())
    if (!taken.has(head)) groups.push({ top: head, bottom: null, slots: slotsOf(head, null) });
  return groups;
}
