import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readInp } from "../../sim-core/exchange/inp/read";
import { WATER } from "../../sim-core/utilities/water";
import { runEpanet } from "../support/epanet";
import { solversModule } from "../support/module";
import { hasShared, shared } from "../support/shared";

const HOUR = 3600;
const FOOT = 0.3048;

/** Net3 with its two pumps at a standstill and none of its controls: a power outage. */
const text = (): string => readFileSync(shared("reference", "water", "Net3.inp"), "utf8");
const dark = (): string =>
  text()
    .replace(/\[CONTROLS\][^[]*/, "[CONTROLS]\n")
    .replace(/\[STATUS\][^[]*/, "[STATUS]\n 10 Closed\n 335 Closed\n")
    .replace(/Duration\s+\S+/i, "Duration 48:00");

/** The same as a native district, whose pumps lose their supply and get it back. */
function native() {
  const { district } = readInp(dark().replace(/\[STATUS\][^[]*/, "[STATUS]\n"), "Net3.inp");
  const water = { ...district!.options.water, constants: "si" };
  const { solver } = WATER.open(solversModule(), { ...district!, options: { water } });
  const s = solver!;
  const pumps = district!.elements.filter((e) => e.kind === "waterPump").map((e) => s.numbering.link!.row(e.id));
  const tanks = district!.elements.filter((e) => e.kind === "tank");
  return {
    s,
    pumps,
    tanks,
    tankRows: tanks.map((e) => s.numbering.node!.row(e.id)),
    junctions: district!.elements.filter((e) => e.kind === "waterJunction").map((e) => s.numbering.node!.row(e.id)),
    supply(isOn: boolean) {
      const energised = s.column("link", "isEnergised");
      for (const k of pumps) energised[k] = isOn ? 1 : 0;
    },
    /** From event to event; gives what left at junctions on the way, m3. */
    run(from_s: number, to_s: number, look?: (time_s: number, notes: readonly { code: string; at: string }[]) => void) {
      const demand = s.column("node", "demand_m3_s");
      let delivered = 0;
      for (let t = from_s; t < to_s; ) {
        s.applyProfiles(t);
        const outcome = s.solve(t);
        expect(outcome.ok, `at ${t} s`).toBe(true);
        look?.(t, outcome.report.notes);
        const end = Math.min(s.nextEvent_s(t), (Math.floor(t / HOUR) + 1) * HOUR, to_s);
        const dt = Math.max(end - t, 1e-3);
        for (const i of this.junctions) delivered += demand[i]! * dt;
        s.advance(t, t + dt);
        t += dt;
      }
      return delivered;
    },
  };
}

describe.skipIf(!hasShared)("Net3 in a power outage", () => {
  it("EPANET goes on with empty tanks at heads below -1e8 ft (its issues 35 and 623): why there is another way here", async () => {
    const steps = await runEpanet(dark());
    const empty = steps.filter((s) => s.t >= 12 * HOUR);
    expect(empty.length).toBeGreaterThan(10);
    for (const step of empty) expect(Math.min(...step.head)).toBeLessThan(-1e8);
  });

  it("tanks give what they hold down to their minimum and no more; then 91 nodes are named as cut off, at heads that are heights", () => {
    const town = native();
    const { s, tankRows, tanks } = town;
    town.supply(false);
    const level = s.column("node", "level_m");
    const head = s.column("node", "head_m");
    const flow = s.column("link", "flow_m3_s");
    const before = s.stored!();
    let cutOff: string[] = [];
    const delivered = town.run(0, 24 * HOUR, (_t, notes) => {
      cutOff = notes.filter((n) => n.code === "cutOff").map((n) => n.at);
      for (const k of town.pumps) expect(flow[k]).toBe(0);
      tankRows.forEach((row, i) => {
        expect(level[row]!).toBeGreaterThanOrEqual(Number(tanks[i]!.fields.minLevel_m) - 1e-9);
      });
      for (const h of head) expect(h).toBeGreaterThan(-30 * FOOT);
    });
    expect(cutOff.length).toBe(91);
    const drained = before - s.stored!();
    expect(drained).toBeGreaterThan(10_000);
    expect(Math.abs(delivered / drained - 1)).toBeLessThan(1e-6);
  });

  it("when the supply is back the pumps run in that instant at their speed, nobody is cut off, and the tanks fill", () => {
    const town = native();
    const { s } = town;
    town.supply(false);
    town.run(0, 20 * HOUR);
    const low = s.stored!();
    const speed = s.column("link", "setting").slice();
    town.supply(true);
    let first = true;
    town.run(20 * HOUR, 30 * HOUR, (_t, notes) => {
      expect(notes.filter((n) => n.code === "cutOff")).toEqual([]);
      if (first) for (const k of town.pumps) expect(s.column("link", "flow_m3_s")[k]!).toBeGreaterThan(0.05);
      first = false;
    });
    for (const k of town.pumps) expect(s.column("link", "setting")[k]).toBe(speed[k]);
    expect(s.stored!()).toBeGreaterThan(low + 1000);
  });
});
