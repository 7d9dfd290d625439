import { type Atlas, shortName } from "./atlas";
import { clockText, dateText } from "./clock";
import type { Studied } from "./quantities";
import { type Marked, scenarioOf, type WorkbenchState } from "./store";
import { ageAt } from "./water";

/** "at 14:05", with its day where a run has several, or how it is filed. */
export function instantText(s: WorkbenchState, tick: number | null): string {
  const scenario = scenarioOf(s);
  if (tick === null || !scenario || !s.history || !s.atlas) return "as filed";
  const utc_s = scenario.start_s + tick * s.history.tick_s;
  const day = scenario.duration_s > 86_400 ? `${dateText(s.atlas.district, utc_s)}, ` : "";
  return `at ${day}${clockText(s.atlas.district, utc_s)}`;
}

/** What the open tab of the water desk points at. */
export function marksOf({ waterPanel, water, atlas }: WorkbenchState): Marked | null {
  if (!atlas) return null;
  if (waterPanel === "isolation" && water.isolation?.trace) {
    const { segment, close, loses } = water.isolation.trace;
    const within = [...segment.links, ...segment.nodes, ...loses.map((l) => l.node), water.isolation.main];
    return { within: new Set(within), edge: new Set(close.map((v) => v.id)) };
  }
  if (waterPanel === "zones" && water.zones?.answer) {
    const { answer, zone, moving } = water.zones;
    if (answer.move) return { within: new Set(moving), edge: new Set([...answer.move.opens, ...answer.move.closes]) };
    if (zone === null) return null;
    const between = answer.boundaries.filter((b) => b.from !== b.to && (b.from === zone || b.to === zone));
    return partOf(atlas, answer.zones[zone]?.nodes ?? [], new Set(between.map((b) => b.id)));
  }
  const area = waterPanel === "areas" && water.areas?.answer?.areas.find((a) => a.id === water.areas?.area);
  return area ? partOf(atlas, area.nodes, new Set(area.inlets)) : null;
}

/** Nodes and the links between them. */
function partOf(atlas: Atlas, nodes: readonly string[], edge: ReadonlySet<string>): Marked {
  const within = new Set(nodes);
  const idAt = (i: number) => atlas.elements[i]?.id ?? "";
  atlas.elements.forEach((e, i) => {
    if (within.has(idAt(atlas.ends[2 * i])) && within.has(idAt(atlas.ends[2 * i + 1]))) within.add(e.id);
  });
  return { within, edge };
}

/** What the open tab colours the water by; null when it has no values for it. */
export function coloursOf(s: WorkbenchState): Studied | null {
  return s.waterPanel === "fireFlow" ? fireFlowColours(s) : s.waterPanel === "age" ? ageColours(s) : null;
}

/** Colours run to the flow that nine places in ten stay below: one beside the source would make all others look alike. */
const SHOWN_SHARE = 0.9;

function fireFlowColours(s: WorkbenchState): Studied | null {
  const { fireFlow } = s.water;
  if (!fireFlow || fireFlow.rows.size === 0) return null;
  const rows = [...fireFlow.rows.values()];
  const values = new Map<string, number>();
  for (const r of rows) for (const id of [r.id, r.node]) values.set(id, r.available_m3_s);
  const sorted = rows.map((r) => r.available_m3_s).sort((a, b) => a - b);
  const high = sorted[Math.floor(SHOWN_SHARE * (sorted.length - 1))] || 1e-3;
  const how = rows.every((r) => r.isExact) ? "exact" : "screened";
  return {
    quantity: {
      ...{ id: "water.availableFlow", label: `Fire flow ${fireFlow.when}, ${how}`, layer: "water" },
      ...{ table: "water", rows: "node", name: "availableFlow_m3_s", domain: [0, high], byNode: true },
    },
    ...{ unit: "m3/s", values, isMore: (sorted.at(-1) ?? 0) > high },
  };
}

function ageColours(s: WorkbenchState): Studied | null {
  const { age } = s.water;
  const now = ageAt(age, s.tick);
  if (!s.atlas || !now || !age?.answer) return null;
  const { values, nodes, instants } = age.answer;
  // where water stands it is as old as the run: nine in ten are younger at its end
  const last = values.slice((instants - 1) * nodes.length, instants * nodes.length).sort();
  const high = last[Math.floor(SHOWN_SHARE * (last.length - 1))] || 1;
  const { question } = age;
  const isAge = question.kind === "age";
  const what = isAge ? "Age" : `Share from ${shortName(s.atlas, question.source)}`;
  return {
    quantity: {
      ...{ id: "water.age", label: `${what} ${instantText(s, s.tick)}`, layer: "water", table: "water", rows: "node" },
      ...{ name: isAge ? "age_s" : "share_1", domain: [0, isAge ? high : 1], byNode: true },
    },
    ...{ unit: isAge ? "s" : "1", values: new Map(now.nodes.map((id, i) => [id, now.values[i]])) },
    isMore: isAge && (last.at(-1) ?? 0) > high,
  };
}
