import { describe, expect, it } from "vitest";
import { buildAtlas } from "@/app/_state/atlas";
import type { History } from "@/app/_state/history";
import { Paint } from "@/app/_state/paint";
import { DISTRICTS } from "@/scenarios";

const atlas = buildAtlas(DISTRICTS.harbourside!());

/** A run of one tick whose pumps' columns are given, with bad figures of one utility. */
function history(isOn: number, quality?: "held" | "absent"): History {
  const ids = atlas.elements.filter((e) => e.kind === "powerSwitch" || e.kind === "line").map((e) => e.id);
  const column = { table: "power", rows: "branch", name: "isClosed", unit: "1", type: "u8", offset: 0, ids };
  return {
    ...{ layout: { columns: [column] }, received: 1 },
    range: () => [0, 1],
    frame: () => new Float64Array(ids.length).fill(isOn),
    badAt: () => (quality ? [{ utility: "power", quality }] : undefined),
  } as unknown as History;
}

function marks(isOn: number, quality?: "held" | "absent"): { power: number; water: number } {
  const paint = new Paint(atlas);
  const run = history(isOn, quality);
  paint.choose(run, {});
  paint.tick(run, 0);
  const of = (kind: string) => paint.data[4 * atlas.elements.findIndex((e) => e.kind === kind) + 3]!;
  return { power: of("line"), water: of("waterPipe") };
}

describe("paint", () => {
  it("marks a utility's figures as good, held or absent, and no other's", () => {
    expect(marks(1)).toEqual({ power: 1, water: 1 });
    expect(marks(1, "held")).toEqual({ power: 2, water: 1 });
    expect(marks(1, "absent")).toEqual({ power: 3, water: 1 });
  });

  it("keeps what is out of service apart, also while its figures are held: an open switch stays open", () => {
    expect(marks(0)).toEqual({ power: -1, water: 1 });
    expect(marks(0, "held")).toEqual({ power: -2, water: 1 });
  });
});
