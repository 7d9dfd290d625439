import { describe, expect, it } from "vitest";
import { DISTRICTS, SCENARIOS } from "@/scenarios";
import { UTILITY_NAMES, type Utility } from "@/sim-core/model/element";
import { Random } from "@/sim-core/model/random";
import { findColumn } from "@/sim-core/record/frame";
import { HELD_TICKS } from "@/sim-core/session/outage";
import { Session } from "@/sim-core/session/session";
import { solversModule } from "../support/module";
import { seed, size } from "../support/size";

const TICKS = 48;
const NODES = { water: "node", power: "bus", gas: "node", heat: "node" } as const;
const FIRST = { water: "head_m", power: "voltage_1", gas: "pressure_Pa", heat: "temperature_K" } as const;

function open(): Session {
  const scenario = { ...SCENARIOS.heatwave!(), duration_s: TICKS * 300 };
  return Session.open(solversModule(), DISTRICTS.harbourside!(), scenario, 1).session!;
}

/** Breaks a solver's instance for good: every address that it keeps points outside its memory. */
function wreck(session: Session, utility: Utility): void {
  const column = session.run.coupling.solvers[utility]!.column(NODES[utility], FIRST[utility]);
  new Uint32Array(column.buffer).fill(0x01fffff0);
}

function play(session: Session, ticks = TICKS): Session {
  while (session.tick < ticks) session.advance();
  return session;
}

const calm = play(open()).result();

describe("a solver whose memory is destroyed", () => {
  it("at any tick of a run and of any utility: opened anew from the keyframe, and the run ends with the same digest", () => {
    const random = new Random(seed(23));
    for (let k = 0; k < size(12, 100); k++) {
      const utility = UTILITY_NAMES[k % 4]!;
      const at = random.below(TICKS);
      const session = play(open(), at);
      wreck(session, utility);
      const result = play(session).result();
      expect(result.digest, `case ${k}: ${utility} at tick ${at}`).toBe(calm.digest);
      expect(result.recoveries).toMatchObject([{ utility, tick: at, fromTick: at - (at % 6) }]);
      expect([result.outages, result.failures, result.isValid]).toEqual([[], [], true]);
      expect(result.events).toEqual(calm.events);
    }
  }, 300_000);

  it("three of them in one run, one after the other: the same digest", () => {
    const session = open();
    for (const [at, utility] of [
      [5, "heat"],
      [20, "power"],
      [21, "water"],
    ] as const)
      wreck(play(session, at), utility);
    const result = play(session).result();
    expect(result.digest).toBe(calm.digest);
    expect(result.recoveries.map((r) => r.utility)).toEqual(["heat", "power", "water"]);
  });
});

/** A solver that breaks whenever it is solved at one of some ticks, however often it is opened anew. */
function haunt(session: Session, utility: Utility, isBad: (tick: number) => boolean): void {
  const inside = session as unknown as { attempt(): void };
  const attempt = inside.attempt.bind(session);
  const haunted = new WeakSet<object>();
  inside.attempt = () => {
    const { inner } = session.run.coupling.solvers[utility]!;
    if (!haunted.has(inner)) {
      haunted.add(inner);
      const solve = inner.solve.bind(inner);
      inner.solve = (time_s) => {
        if (isBad(session.run.tick)) wreck(session, utility);
        return solve(time_s);
      };
    }
    attempt();
  };
}

const minutesBad = (session: Session, utility: Utility) =>
  Array.from(
    { length: TICKS },
    (_, tick) => session.qualityAt(tick)?.some((b) => b.utility === utility) ?? false,
  ).filter(Boolean).length * 5;

describe("a solver that breaks again at the same tick", () => {
  it("is held with its last values, marked, and solved again when it can be: 3 ticks lost are said to be 15 min", () => {
    const session = open();
    haunt(session, "water", (tick) => tick >= 20 && tick < 23);
    const frames: Float64Array[] = [];
    while (session.tick < TICKS) frames.push(session.advance().slice());
    const result = session.result();
    expect(result.outages).toMatchObject([{ utility: "water", fromTick: 20, untilTick: 23, outFromTick: null }]);
    expect(minutesBad(session, "water")).toBe(15);
    expect(session.qualityAt(19)).toBeUndefined();
    expect(session.qualityAt(21)).toEqual([{ utility: "water", quality: "held" }]);
    const heads = findColumn(session.layout, "water", "node", "head_m")!;
    const at = (tick: number) => frames[tick]!.slice(heads.offset, heads.offset + heads.ids.length);
    expect(at(22)).toEqual(at(20));
    expect(at(23)).not.toEqual(at(22));
    // The others went on: power and heat of the held ticks are not those of tick 19.
    const volts = findColumn(session.layout, "power", "bus", "voltage_1")!;
    expect(frames[22]![volts.offset + 5]).not.toBe(frames[20]![volts.offset + 5]);
    expect(result.isValid).toBe(false);
    expect(result.failures[0]).toMatchObject({ tick: 20, text: expect.stringMatching(/^water: solver broke .*held$/) });
    expect(result.events.some((e) => e.text === "water: solved again after 15 min of held values")).toBe(true);
  });

  it("for good is out of service after 6 ticks: its figures are absent, the three others have every tick", () => {
    for (const utility of UTILITY_NAMES) {
      const session = open();
      haunt(session, utility, (tick) => tick >= 10);
      play(session, TICKS - 1);
      const values = session.advance();
      const result = session.result();
      expect(result.ticks).toBe(TICKS);
      expect(result.outages).toMatchObject([{ utility, fromTick: 10, outFromTick: 10 + HELD_TICKS, untilTick: null }]);
      for (const column of session.layout.columns) {
        const part = values.subarray(column.offset, column.offset + column.ids.length);
        if (column.table === utility) expect([...part].every(Number.isNaN), column.name).toBe(true);
      }
      const other = findColumn(
        session.layout,
        utility === "gas" ? "power" : "gas",
        utility === "gas" ? "bus" : "node",
        utility === "gas" ? "voltage_1" : "pressure_Pa",
      )!;
      expect(values[other.offset]).toBeGreaterThan(0);
      expect(minutesBad(session, utility)).toBe((TICKS - 10) * 5);
    }
  }, 120_000);

  it("a seek back over the outage brings the same frames, and a branch before it is whole again", () => {
    const session = open();
    haunt(session, "gas", (tick) => tick >= 20 && tick < 22);
    const frames: Float64Array[] = [];
    while (session.tick < TICKS) frames.push(session.advance().slice());
    for (const tick of [21, 5, 30, 20]) expect(session.seek(tick), `tick ${tick}`).toEqual(frames[tick]);
    const { session: branch } = session.branch(15, []);
    expect(play(branch!).result().digest).toBe(calm.digest);
  });
});
