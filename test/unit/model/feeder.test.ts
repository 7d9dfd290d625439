import { describe, expect, it } from "vitest";
import { DISTRICTS } from "@/scenarios";
import type { District } from "@/sim-core/model/district";
import { feederProfile, feedersOf, graphOf, powerTree } from "@/sim-core/model/queries";

const harbourside = () => graphOf(DISTRICTS.harbourside!());

/** Source - A - B - C with a lateral B - D, and an open tie C - D; per-unit branches as an imported case has them. */
function little(open: readonly string[] = ["tie"]): District {
  const element = (id: string, kind: string, fields = {}, connects: readonly string[] = []) => ({
    ...{ id, kind, owner: "power", fields },
    relations: connects.map((to) => ({ type: "connects" as const, to })),
  });
  const branch = (id: string, from: string, to: string, x: number) =>
    element(id, "branch", { resistance_1: 0, reactance_1: x, isClosed: !open.includes(id) }, [from, to]);
  return {
    ...{ format: "crosscurrent-district/1" as const, id: "little", name: "Little" },
    origin: { latitude_deg: 0, longitude_deg: 0, elevation_m: 0 },
    ...{ utcOffsets: [], options: {}, profiles: [], curves: [], tags: [], rules: [], limits: [] },
    owners: [{ id: "power", name: "Power", utility: "power" }],
    elements: [
      ...["S", "A", "B", "C", "D"].map((id) => element(id, "bus")),
      element("gen", "generator", { control: "reference" }, ["S"]),
      branch("SA", "S", "A", 0.1),
      branch("AB", "A", "B", 0.2),
      branch("BC", "B", "C", 0.5),
      branch("BD", "B", "D", 0.3),
      branch("tie", "C", "D", 0.1),
    ],
  };
}

describe("feeders", () => {
  it("Harbourside has the 14 feeders that its elements name, from two heads behind two primaries", () => {
    const graph = harbourside();
    const tree = powerTree(graph);
    const plan = feedersOf(graph, tree);
    const named = graph.district.elements.filter((e) => e.kind === "feeder").map((e) => e.id);
    expect(plan.feeders.map((f) => f.id).sort()).toEqual(named.sort());
    expect([...plan.heads].sort()).toEqual(["MV-hill", "MV-quay"]);
    expect(tree.loose.map((l) => [l.id, l.isClosed])).toEqual([1, 2, 3, 4, 5].map((k) => [`TIE-${k}`, false]));
  });

  it("every bus stands in one feeder or above them, and after its parent", () => {
    const graph = harbourside();
    const tree = powerTree(graph);
    const plan = feedersOf(graph, tree);
    const inFeeders = plan.feeders.flatMap((f) => f.buses);
    expect(new Set([...inFeeders, ...plan.upper]).size).toBe(tree.nodes.size);
    expect(inFeeders.length + plan.upper.size).toBe(tree.nodes.size);
    const place = new Map(tree.order.map((b, i) => [b, i]));
    for (const n of tree.nodes.values())
      if (n.parent !== null) expect(place.get(n.parent)).toBeLessThan(place.get(n.bus)!);
  });

  it("a profile's longest way comes first, distances never fall, and every bus of the feeder stands in it", () => {
    const graph = harbourside();
    const tree = powerTree(graph);
    for (const feeder of feedersOf(graph, tree).feeders) {
      const { traces, unit } = feederProfile(graph, tree, feeder);
      expect(unit).toBe("m");
      for (const t of traces)
        for (let k = 1; k < t.distance.length; k++) expect(t.distance[k]).toBeGreaterThanOrEqual(t.distance[k - 1]!);
      const ends = traces.map((t) => t.distance.at(-1)!);
      expect(Math.max(...ends)).toBe(ends[0]);
      expect(new Set(traces.flatMap((t) => t.buses))).toEqual(new Set([feeder.head, ...feeder.buses]));
    }
  });

  it("a case without lengths is measured in per-unit impedance: A 0, B 0.2, C 0.7, D 0.5 behind the first bus at 0.1", () => {
    const graph = graphOf(little());
    const tree = powerTree(graph);
    const { feeders } = feedersOf(graph, tree);
    expect(feeders).toHaveLength(1);
    const { unit, traces } = feederProfile(graph, tree, feeders[0]!);
    expect(unit).toBe("1");
    expect(traces.map((t) => t.buses)).toEqual([
      ["S", "A", "B", "C"],
      ["B", "D"],
    ]);
    const far = [0, 0.1, 0.3, 0.8];
    traces[0]!.distance.forEach((d, k) => expect(d).toBeCloseTo(far[k]!, 12));
    expect(traces[1]!.distance[1]).toBeCloseTo(0.6, 12);
  });

  it("with BC open and the tie closed the way to C goes over D; with both open C is an island that nothing feeds", () => {
    const graph = graphOf(little());
    const over = powerTree(graph, (e) => e.id !== "BC");
    expect(over.nodes.get("C")?.parent).toBe("D");
    const cut = powerTree(graph, (e) => e.id !== "BC" && e.id !== "tie");
    expect(cut.isFed("C")).toBe(false);
    expect(cut.roots).toEqual(["S", "C"]);
  });
});
