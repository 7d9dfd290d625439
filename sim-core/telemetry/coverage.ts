import type { Tag } from "../model/tag";
import { pointKey } from "./mapping";
import { fieldUnit } from "./units";

/** A point that somebody out there told, and nobody mapped. */
export interface SeenPoint {
  readonly source: string;
  readonly point: string;
  /** What it told last, as it was told; null for nothing that can be read. */
  readonly value?: number | boolean | string | null;
  /** The unit that its payload names. */
  readonly unit?: string;
  readonly receive_ms?: number;
}

export interface Coverage {
  readonly pointsWithoutTag: readonly SeenPoint[];
  readonly tagsWithoutPoint: readonly string[];
  /** Tags that several points claim, which the mapping refuses: the points of each. */
  readonly tagsTwice: readonly { readonly tag: string; readonly points: readonly string[] }[];
}

/** What the points, valid or not, leave out and claim twice. */
export function coverageOf(
  points: readonly { readonly source?: unknown; readonly point?: unknown; readonly tag?: unknown }[],
  tags: readonly Tag[],
  seen: Iterable<SeenPoint>,
): Coverage {
  const mapped = new Set(points.map((p) => pointKey(String(p.source), String(p.point))));
  const claims = new Map<string, string[]>();
  for (const { tag, point } of points) claims.set(String(tag), [...(claims.get(String(tag)) ?? []), String(point)]);
  return {
    pointsWithoutTag: [...seen].filter(({ source, point }) => !mapped.has(pointKey(source, point))),
    tagsWithoutPoint: tags.filter((tag) => !claims.has(tag.id)).map((tag) => tag.id),
    tagsTwice: [...claims].filter(([, of]) => of.length > 1).map(([tag, of]) => ({ tag, points: of })),
  };
}

/**
 * The Tag whose name is most like a point's address: only a proposal, nobody maps by it alone. Likeness is the share of
 * pairs of neighbouring letters that both have (Dice), each word of the Tag's name held against the whole address; a unit
 * that cannot be the Tag's excludes it. Undefined when nothing is like it.
 */
export function proposedTag({ point, unit }: SeenPoint, tags: readonly Tag[]): Tag | undefined {
  const told = unit === undefined ? undefined : fieldUnit(unit);
  const address = pairsOf(point);
  let best: Tag | undefined;
  let most = 0.6;
  for (const tag of tags) {
    if (told && told.si !== tag.unit) continue;
    const element = shareOf(tag.element, address);
    const quantity = shareOf(tag.quantity.split("_")[0]!, address);
    const likeness = 0.75 * element + 0.25 * quantity;
    if (likeness > most) {
      most = likeness;
      best = tag;
    }
  }
  return best;
}

function pairsOf(text: string): Set<string> {
  const plain = text.toLowerCase().replace(/[^a-z0-9]+/g, "");
  const pairs = new Set<string>();
  for (let k = 0; k + 2 <= plain.length; k++) pairs.add(plain.slice(k, k + 2));
  return pairs;
}
/** The share of a name's pairs that an address has. */
function shareOf(name: string, address: ReadonlySet<string>): number {
  const own = pairsOf(name);
  let both = 0;
  for (const pair of own) if (address.has(pair)) both++;
  return own.size === 0 ? 0 : both / own.size;
}
