import { describe, expect, it } from "vitest";
import { buildAtlas } from "@/app/_state/atlas";
import { pickAt, stepFrom } from "@/app/_state/diagram";
import { planOf } from "@/app/_state/plan";
import { singleLine } from "@/app/_state/single-line";
import { DISTRICTS } from "@/scenarios";
import type { District } from "@/sim-core/model/district";

const atlas = buildAtlas(DISTRICTS.harbourside!());
const POWER = new Set(["bus", "line", "transformer", "branch", "powerSwitch", "gridSupply", "generator"]);

/** A radial case of one voltage: `feeders` ways of `long` buses, every tenth with a lateral of five. */
function radial(feeders: number, long: number): District {
  const elements: District["elements"][number][] = [];
  const add = (id: string, kind: string, connects: readonly string[] = [], fields = {}) =>
    elements.push({ id, kind, owner: "power", fields, relations: connects.map((to) => ({ type: "connects", to })) });
  add("0", "bus");
  add("slack", "generator", ["0"], { control: "reference" });
  for (let f = 0; f < feeders; f++) {
    let before = "0";
    for (let k = 1; k <= long; k++) {
      const id = `${f}.${k}`;
      add(id, "bus");
      add(`b${id}`, "branch", [before, id], { resistance_1: 0.001, reactance_1: 0.001 });
      if (k % 10 === 0) {
        let from = id;
        for (let l = 1; l <= 5; l++) {
          add(`${id}.${l}`, "bus");
          add(`b${id}.${l}`, "branch", [from, `${id}.${l}`], { resistance_1: 0.001, reactance_1: 0.001 });
          from = `${id}.${l}`;
        }
      }
      before = id;
    }
  }
  return {
    ...{ format: "crosscurrent-district/1" as const, id: "radial", name: "Radial" },
    origin: { latitude_deg: 0, longitude_deg: 0, elevation_m: 0 },
    ...{ utcOffsets: [], options: {}, profiles: [], curves: [], tags: [], rules: [], limits: [] },
    owners: [{ id: "power", name: "Power", utility: "power" }],
    elements,
  };
}

describe("single-line diagram", () => {
  it("draws every bus, line, transformer and source of Harbourside", () => {
    const { diagram } = singleLine(atlas, {});
    const missing = atlas.elements.filter((e, i) => POWER.has(e.kind) && !diagram.at.has(i)).map((e) => e.id);
    expect(missing).toEqual([]);
  });

  it("gives every bus a place of its own and only finite numbers", () => {
    const { diagram } = singleLine(atlas, {});
    const seen = new Set<string>();
    for (const m of diagram.marks) {
      expect(Number.isFinite(m.x + m.y)).toBe(true);
      if (m.sign !== "bus") continue;
      const key = `${Math.round(m.x)} ${Math.round(m.y)}`;
      expect(seen.has(key), key).toBe(false);
      seen.add(key);
    }
    for (const s of diagram.strokes) expect(s.points.every(Number.isFinite)).toBe(true);
  });

  it("feeders whose ends meet at an open point face each other: the five ties run straight down", () => {
    const { diagram } = singleLine(atlas, {});
    const ties = diagram.strokes.filter((s) => s.kind === "tie");
    expect(ties).toHaveLength(5);
    for (const t of ties) expect(t.points[0]).toBe(t.points[2]);
  });

  it("a closed feeder is one sign that opens it; opening all brings every bus back", () => {
    const ids = singleLine(atlas, {}).plan.feeders.map((f) => f.id);
    const closed = singleLine(atlas, Object.fromEntries(ids.map((id) => [id, false])));
    expect(
      closed.diagram.marks
        .filter((m) => m.feeder)
        .map((m) => m.feeder)
        .sort(),
    ).toEqual([...ids].sort());
    expect(closed.diagram.marks.filter((m) => m.sign === "bus")).toHaveLength(0);
  });

  it("3,000 buses start closed, feeder by feeder, and all stand in the picture when all are opened", () => {
    const large = buildAtlas(radial(20, 100));
    const first = singleLine(large, {});
    expect(first.plan.feeders).toHaveLength(20);
    expect(first.plan.feeders.some((f) => first.isOpen(f.id))).toBe(false);
    const all = singleLine(large, Object.fromEntries(first.plan.feeders.map((f) => [f.id, true])));
    expect(all.diagram.marks.filter((m) => m.sign === "bus")).toHaveLength(3000);
  });

  it("a chain of 10,000 buses does not exhaust the stack", () => {
    const chain = buildAtlas(radial(1, 10_000));
    const { plan, diagram } = singleLine(chain, { "b0.1": true });
    expect(plan.feeders[0]?.buses.length).toBe(15_000);
    expect(Number.isFinite(diagram.box.y1)).toBe(true);
  });

  it("arrows walk: from a station down to the next, and back up to where they came from", () => {
    const { diagram } = singleLine(atlas, {});
    const at = (id: string) => atlas.indexOf.get(id)!;
    const [a, b] = singleLine(atlas, {})
      .plan.feeders.find((f) => f.id === "FEEDER-W5")!
      .buses.filter((x) => x.startsWith("MV-"));
    let here = at(a!);
    for (let k = 0; k < 4 && here !== at(b!); k++) here = stepFrom(diagram, here, 0, 1)!;
    expect(atlas.elements[here]?.id).toBe(b);
    expect(stepFrom(diagram, here, 0, -1)).not.toBeNull();
  });

  it("a point on a sign picks it, a point on a line picks the line, a point on nothing picks nothing", () => {
    const { diagram } = singleLine(atlas, {});
    const sign = diagram.marks.find((m) => m.sign === "transformer")!;
    expect(pickAt(diagram, sign.x, sign.y, 4)).toBe(sign);
    expect(pickAt(diagram, diagram.box.x1 + 500, diagram.box.y1 + 500, 4)).toBeNull();
  });

  it("a district without power gives an empty picture, not an error", () => {
    const { diagram, plan } = singleLine(buildAtlas({ ...atlas.district, elements: [] }), {});
    expect(plan.feeders).toEqual([]);
    expect(diagram.strokes).toEqual([]);
  });
});

describe("plan", () => {
  it("holds every placed element of the layers that are on", () => {
    const on = {
      water: true,
      power: true,
      gas: true,
      heat: true,
      cooling: true,
      plants: true,
      buildings: true,
      hydrants: true,
    };
    const plan = planOf(atlas, on);
    const missing = atlas.elements.filter((_, i) => atlas.layerOf[i]! >= 0 && atlas.anchors[i] && !plan.at.has(i));
    expect(missing.map((e) => e.id)).toEqual([]);
    const water = planOf(atlas, { ...on, water: false });
    expect(water.strokes.length).toBeLessThan(plan.strokes.length);
  });
});
