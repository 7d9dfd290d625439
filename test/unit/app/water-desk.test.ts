import { describe, expect, it } from "vitest";
import { buildAtlas } from "@/app/_state/atlas";
import { levelsOf } from "@/app/_state/emphasis";
import { Paint } from "@/app/_state/paint";
import { useWorkbench, type WorkbenchState } from "@/app/_state/store";
import { ageAt, type FireFlowPanel, NO_STUDIES, usualValves } from "@/app/_state/water";
import { coloursOf, marksOf } from "@/app/_state/water-look";
import { openFile } from "@/sim-core/exchange/open";
import { TOWN_INP } from "../../support/town-files";

const atlas = buildAtlas(openFile("town.inp", TOWN_INP).district!);
const state = (part: Partial<WorkbenchState>): WorkbenchState => ({ ...useWorkbench.getState(), atlas, ...part });
const done = { when: "as filed", isBusy: false, failure: "" };

function fireFlow(flows: Readonly<Record<string, number>>): FireFlowPanel {
  const rows = Object.entries(flows).map(([id, available_m3_s]) => ({
    ...{ id, node: id, static_Pa: 4e5, available_m3_s, atNode_m3_s: Number.NaN, critical: id },
    ...{ isExact: false, isCapped: false },
  }));
  return { ...done, isExact: false, answer: null, rows: new Map(rows.map((r) => [r.id, r])) };
}

describe("what the water desk shows on twin and plan", () => {
  it("fire flow colours nodes at every tick, with no run too, up to the flow that nine in ten stay below", () => {
    const s = state({
      waterPanel: "fireFlow",
      water: { ...NO_STUDIES, fireFlow: fireFlow({ A: 0.01, B: 0.02, C: 0.5 }) },
    });
    const studied = coloursOf(s)!;
    expect(studied.quantity.domain).toEqual([0, 0.02]);
    expect(studied.isMore).toBe(true);
    const paint = new Paint(atlas);
    paint.choose(null, { water: studied.quantity.id }, studied);
    paint.tick(null, 0);
    const place = (id: string) => paint.data[4 * atlas.indexOf.get(id)!];
    expect([place("A"), place("B"), place("C"), place("P1")]).toEqual([0.5, 1, 1, -1]);
    // another choice of colour takes it away
    paint.choose(null, { water: "water.pressure" }, studied);
    paint.tick(null, 0);
    expect(place("A")).toBe(-1);
  });

  it("isolation marks the dry part and its valves, and what is picked still stands out", () => {
    const trace = {
      segment: { nodes: ["B"], links: ["P1"], length_m: 500 },
      close: [{ id: "P2", at: "C", isClosedAlready: false }],
      loses: [{ node: "B", demand_m3_s: 0.004, why: "inside" as const }],
      ...{ demand_m3_s: 0.004, hydrants: [], sources: [] },
    };
    const isolation = { ...done, main: "P1", valves: "ends" as const, stuck: [], trace };
    const s = state({ waterPanel: "isolation", water: { ...NO_STUDIES, isolation } });
    const level = levelsOf({ ...s, marked: marksOf(s), selected: "T" });
    expect(["P2", "B", "P1", "T", "A"].map(level)).toEqual([3, 2, 2, 3, 0]);
    expect(marksOf({ ...s, waterPanel: "fireFlow" })).toBeNull();
  });

  it("a metered area marks its nodes, the links between them and its inlets", () => {
    const area = { id: "zone 0", nodes: ["A", "B"], inlets: ["PU"] };
    const areas = { ...done, of: "", practice: {}, area: "zone 0", answer: { failure: "", areas: [area] } };
    const s = state({ waterPanel: "areas", water: { ...NO_STUDIES, areas: areas as never } });
    const marked = marksOf(s)!;
    expect([...marked.within].sort()).toEqual(["A", "B", "P1"]);
    expect([...marked.edge]).toEqual(["PU"]);
  });

  it("ages are read at the last instant that was followed before the cursor", () => {
    const answer = {
      failure: "",
      nodes: ["A", "B"],
      instants: 2,
      values: Float32Array.of(0, 1, 2, 3),
      isCancelled: false,
    };
    const age = { ...done, of: "", question: { kind: "age" as const }, share_1: 1, stride: 3, answer };
    expect([0, 2, 3, 99].map((tick) => [...ageAt(age, tick)!.values])).toEqual([
      [0, 1],
      [0, 1],
      [2, 3],
      [2, 3],
    ]);
  });

  it("valves are taken at the ends of pipes where the model has none", () => {
    expect(usualValves(atlas)).toBe("ends");
  });
});
