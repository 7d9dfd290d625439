import type { District } from "../../model/district";
import type { Element } from "../../model/element";

const EDGES = new Set(["line", "transformer", "branch", "powerSwitch"]);

interface Way {
  readonly edge: Element;
  readonly to: string;
}

/** Edges of the power network by bus. */
function waysOf(district: District): Map<string, Way[]> {
  const ways = new Map<string, Way[]>();
  for (const edge of district.elements) {
    if (!EDGES.has(edge.kind)) continue;
    const [a, b] = edge.relations.filter((r) => r.type === "connects").map((r) => r.to);
    if (a === undefined || b === undefined) continue;
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const list = ways.get(from);
      if (list) list.push({ edge, to });
      else ways.set(from, [{ edge, to }]);
    }
  }
  return ways;
}

const isNormallyClosed = (edge: Element): boolean => edge.fields.isClosed !== false;

/** Feeder of a bus with every switch in its normal place: that of the nearest bus which a feeder `feeds`. */
export function feedersOf(district: District): (bus: string) => string | undefined {
  const ways = waysOf(district);
  const found = new Map<string, string>();
  const list: string[] = [];
  for (const feeder of district.elements) {
    if (feeder.kind !== "feeder") continue;
    for (const { type, to } of feeder.relations)
      if (type === "feeds" && !found.has(to)) {
        found.set(to, feeder.id);
        list.push(to);
      }
  }
  // only away from the feeders' own buses: through transformers and spurs, never up to the board
  const heads = new Set(headsOf(district, new Set(list)));
  for (let head = 0; head < list.length; head++)
    for (const { edge, to } of ways.get(list[head]!) ?? []) {
      if (found.has(to) || heads.has(to) || !isNormallyClosed(edge)) continue;
      found.set(to, found.get(list[head]!)!);
      list.push(to);
    }
  return (bus) => found.get(bus);
}

/** Buses at which lines of a feeder start: ends of its lines that no feeder feeds. */
function headsOf(district: District, fed: ReadonlySet<string>): string[] {
  const feeders = new Set(district.elements.filter((e) => e.kind === "feeder").map((e) => e.id));
  return district.elements.flatMap((e) =>
    e.kind === "line" && e.relations.some((r) => r.type === "within" && feeders.has(r.to))
      ? e.relations.filter((r) => r.type === "connects" && !fed.has(r.to)).map((r) => r.to)
      : [],
  );
}

/** A bus on the way out from a feeder's board. */
export interface ProfileStop {
  readonly bus: string;
  /** Along the cables from the board; a transformer adds nothing. */
  readonly distance_m: number;
  /** The edge that it is reached by, and the place of the stop at that edge's other end; "" and -1 at the board. */
  readonly via: string;
  readonly before: number;
}

/**
 * Buses of a feeder with their distances from the board, in the order of a walk outwards: what a voltage profile is
 * drawn over. `isClosed` tells the switches of the instant at hand; the normal state when left out.
 */
export function feederProfile(
  district: District,
  feeder: string,
  isClosed: (edge: string) => boolean | undefined = () => undefined,
): ProfileStop[] {
  const element = district.elements.find((e) => e.id === feeder);
  const fed = new Set((element?.relations ?? []).filter((r) => r.type === "feeds").map((r) => r.to));
  const all = new Set(district.elements.flatMap((e) => (e.kind === "feeder" ? e.relations : [])).map((r) => r.to));
  const heads = new Set(headsOf(district, all));
  const ways = waysOf(district);
  const closed = (edge: Element) => isClosed(edge.id) ?? isNormallyClosed(edge);
  const start = [...fed].flatMap((bus) => ways.get(bus) ?? []).find((way) => heads.has(way.to));
  if (!start) return [];
  const stops: ProfileStop[] = [{ bus: start.to, distance_m: 0, via: "", before: -1 }];
  const seen = new Set([start.to]);
  for (let at = 0; at < stops.length; at++) {
    const here = stops[at]!;
    for (const { edge, to } of ways.get(here.bus) ?? []) {
      if (seen.has(to) || heads.has(to) || !closed(edge)) continue;
      // from the board only into this feeder
      if (at === 0 && !fed.has(to)) continue;
      seen.add(to);
      const long_m = edge.kind === "line" && typeof edge.fields.length_m === "number" ? edge.fields.length_m : 0;
      stops.push({ bus: to, distance_m: here.distance_m + long_m, via: edge.id, before: at });
    }
  }
  return stops;
}
