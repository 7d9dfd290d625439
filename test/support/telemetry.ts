import type { Tag } from "../../sim-core/model/tag";
import { type Mapping, readMapping } from "../../sim-core/telemetry/mapping";
import type { Sample } from "../../sim-core/telemetry/sample";

export const levelTag: Tag = {
  id: "T.level_m",
  element: "T",
  quantity: "level_m",
  unit: "m",
  owner: "water",
  release: "own",
};

/** A mapping of the points given, each onto a Tag of its own in metres, unless it says more. */
export function mappingOf(points: readonly (Record<string, unknown> & { point: string })[], source = "s"): Mapping {
  const tags = points.map((p) => ({ ...levelTag, id: String(p.tag ?? p.point), element: p.point }));
  const text = JSON.stringify({
    format: "crosscurrent-mapping/1",
    points: points.map((p) => ({ source, tag: p.point, unit: "m", interval_s: 10, ...p })),
  });
  const { mapping, issues } = readMapping(text, "mapping.json", tags);
  if (!mapping) throw new Error(JSON.stringify(issues));
  return mapping;
}

export const sampleOf = (over: Partial<Sample> = {}): Sample => ({
  tag: "T.level_m",
  value: 1,
  source_ms: 1_000_000,
  receive_ms: 1_000_050,
  quality: "good",
  reason: "none",
  status: 0,
  revision: 0,
  ...over,
});
