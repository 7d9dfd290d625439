import type { District } from "../district";
import type { Element, ElementId, RelationType, Utility } from "../element";

export interface Link {
  readonly type: RelationType;
  readonly id: ElementId;
}

/** The district as a graph of all utilities at once: elements, and their relations from both ends. */
export interface Graph {
  readonly district: District;
  readonly byId: ReadonlyMap<ElementId, Element>;
  /** Relations as written, and the same seen from their targets. */
  readonly out: (id: ElementId) => readonly Link[];
  readonly in: (id: ElementId) => readonly Link[];
  readonly utilityOf: (element: Element) => Utility | "district" | undefined;
}

const NONE: readonly Link[] = [];

export function graphOf(district: District): Graph {
  const byId = new Map(district.elements.map((element) => [element.id, element]));
  const utilities = new Map(district.owners.map((owner) => [owner.id, owner.utility]));
  // at the first question: a page that opens a network of tens of thousands asks none yet
  let links: ReturnType<typeof linksOf> | undefined;
  const linked = () => {
    links ??= linksOf(district, byId);
    return links;
  };
  return {
    district,
    byId,
    out: (id) => linked().out.get(id) ?? NONE,
    in: (id) => linked().into.get(id) ?? NONE,
    utilityOf: (element) => utilities.get(element.owner),
  };
}

/** Relations by the element that has them and by the one that they lead to; what leads nowhere is left out. */
function linksOf({ elements }: District, byId: ReadonlyMap<ElementId, Element>) {
  const out = new Map<ElementId, Link[]>();
  const into = new Map<ElementId, Link[]>();
  for (const element of elements) {
    if (element.relations.length === 0) continue;
    const links: Link[] = [];
    out.set(element.id, links);
    for (const relation of element.relations) {
      if (!byId.has(relation.to)) continue;
      links.push({ type: relation.type, id: relation.to });
      const back = into.get(relation.to);
      if (back) back.push({ type: relation.type, id: element.id });
      else into.set(relation.to, [{ type: relation.type, id: element.id }]);
    }
  }
  return { out, into };
}

export const targets = (graph: Graph, id: ElementId, type: RelationType): ElementId[] =>
  graph.out(id).flatMap((link) => (link.type === type ? [link.id] : []));
export const origins = (graph: Graph, id: ElementId, type: RelationType): ElementId[] =>
  graph.in(id).flatMap((link) => (link.type === type ? [link.id] : []));

/** People who live in a building (residents), or who are inside when it is full (everything else). */
export const peopleOf = (element: Element | undefined): number =>
  typeof element?.fields.people === "number" ? element.fields.people : 0;
