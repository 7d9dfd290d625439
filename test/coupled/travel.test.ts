import { describe, expect, it } from "vitest";
import { DISTRICTS, SCENARIOS } from "@/scenarios";
import { generateDistrict } from "@/scenarios/districts/generator";
import type { Change } from "@/sim-core/model/change";
import type { District } from "@/sim-core/model/district";
import { Random } from "@/sim-core/model/random";
import type { Scenario } from "@/sim-core/model/scenario";
import { Keyframes } from "@/sim-core/record/history";
import { Session, type SessionOptions } from "@/sim-core/session/session";
import { happenings } from "../support/happenings";
import { solversModule } from "../support/module";
import { seed, size } from "../support/size";

const HOURS = 4;
const TICK_S = 300;

function open(district: District, scenario: Scenario, number: number, options?: SessionOptions): Session {
  const { session, issues } = Session.open(solversModule(), district, scenario, number, options);
  if (!session) throw new Error(JSON.stringify(issues.slice(0, 3)));
  return session;
}

/** Digest after every tick, from where the session stands to `ticks`. */
function digests(session: Session, ticks: number): string[] {
  const found: string[] = [];
  while (session.tick < ticks) {
    session.advance();
    found.push(session.run.digest.text());
  }
  return found;
}

/** What a run says of itself, but for the time it took. */
function said(session: Session) {
  const { wall_ms, compile_ms, phases_ms, realtimeFactor, ...rest } = session.result();
  return rest;
}

function story(district: District, random: Random, hours = HOURS): Scenario {
  const base = SCENARIOS.heatwave!();
  const duration_s = hours * 3600;
  return { ...base, duration_s, changes: happenings(district, random, 8, duration_s) };
}

describe("branches", () => {
  const number = seed(311);
  it("without Changes have their parent's digest at every tick, its events, failures and ledger, from any cut", () => {
    const random = new Random(number);
    for (let k = 0; k < size(10, 200); k++) {
      const district = k % 5 === 0 ? DISTRICTS.harbourside!() : generateDistrict(100 + 60 * (k % 4), number + k);
      const parent = open(district, story(district, random), k, { keyframeTicks: 1 + random.below(12) });
      const ticks = parent.tickCount;
      const all = digests(parent, ticks);
      const cut = random.below(ticks);
      const { session: branch } = parent.branch(cut, []);
      expect(branch!.tick).toBe(cut);
      expect(digests(branch!, ticks), `district ${district.id}, case ${k}, cut ${cut}`).toEqual(all.slice(cut));
      expect(said(branch!)).toEqual(said(parent));
    }
  }, 600_000);

  it("with a Change are their parent until it acts, and a whole run with that Change from then on", () => {
    const district = DISTRICTS.harbourside!();
    const scenario = { ...SCENARIOS.heatwave!(), duration_s: 6 * 3600 };
    const at_s = 4 * 3600 + 17;
    const change: Change = {
      ...{ at_s, op: "set", target: "MC-hill-A4", fields: { isClosed: false } },
      ...{ by: "power", why: "what if" },
    };
    const parent = open(district, scenario, 1);
    const plain = digests(parent, 72);
    const { session: branch } = parent.branch(40, [change]);
    const own = digests(branch!, 72);
    // 4:00 is tick 48, recorded before the breaker opens at 4:00:17.
    expect(own.slice(0, 9)).toEqual(plain.slice(40, 49));
    expect(own[9]).not.toBe(plain[49]);
    const whole = open(district, { ...scenario, changes: [change] }, 1);
    expect(digests(whole, 72).slice(40)).toEqual(own);
  }, 60_000);

  it("refuse a Change before their beginning, by name and second", () => {
    const district = DISTRICTS.harbourside!();
    const session = open(district, SCENARIOS.heatwave!(), 1);
    digests(session, 12);
    const early: Change = { at_s: 1799, op: "set", target: "PEAKER", fields: { isOn: true }, by: "power", why: "" };
    const { session: branch, issues } = session.branch(6, [early]);
    expect(branch).toBeNull();
    expect(issues).toMatchObject([{ code: "changeBeforeBranch", element: "PEAKER", got: "1799 s" }]);
  });
});

describe("seek", () => {
  it("brings back every recorded bit of 40 ticks of Harbourside's heatwave in random order, and says how long the slowest took", () => {
    const session = open(DISTRICTS.harbourside!(), SCENARIOS.heatwave!(), 1);
    const frames: Float64Array[] = [];
    while (session.tick < session.tickCount) frames.push(session.advance().slice());
    const { digest } = session.result();
    const random = new Random(number2);
    let worst_ms = 0;
    for (let k = 0; k < 40; k++) {
      const tick = random.below(frames.length);
      const from_ms = performance.now();
      const values = session.seek(tick);
      worst_ms = Math.max(worst_ms, performance.now() - from_ms);
      expect(values, `tick ${tick}`).toEqual(frames[tick]);
    }
    session.seek(session.tickCount - 1);
    expect(session.result().digest).toBe(digest);
    const day = `${session.keyframeCount} keyframes of ${(session.keyframeBytes / session.keyframeCount) | 0} bytes`;
    console.log(`worst seek ${worst_ms.toFixed(1)} ms; ${day}, ${4 * session.layout.length} bytes a tick shown`);
  }, 60_000);

  it("a tick that the run does not have is refused with the ticks that it has", () => {
    const session = open(DISTRICTS.harbourside!(), SCENARIOS.heatwave!(), 1);
    for (const tick of [-1, 1.5, 288]) expect(() => session.seek(tick)).toThrow("this run has ticks 0 to 287");
  });
});
const number2 = 47;

describe("keyframes within a byte budget", () => {
  const add = (keyframes: Keyframes<number>, tick: number) =>
    keyframes.wants(tick) && keyframes.add({ tick, bytes: 10, state: tick });

  it("when full every second one goes: after 1,000 ticks in 20 places they lie 64 apart, the first one kept", () => {
    const keyframes = new Keyframes<number>(1, 200);
    for (let tick = 0; tick < 1000; tick++) add(keyframes, tick);
    expect(keyframes.everyTicks).toBe(64);
    expect(keyframes.bytes).toBeLessThanOrEqual(200);
    expect(keyframes.at(63)!.tick).toBe(0);
    expect(keyframes.at(999)!.tick).toBe(960);
  });

  it("dropAfter forgets another future, and what it weighed", () => {
    const keyframes = new Keyframes<number>(2, 1e6);
    for (let tick = 0; tick < 20; tick++) add(keyframes, tick);
    keyframes.dropAfter(7);
    expect([keyframes.count, keyframes.bytes, keyframes.at(19)!.tick]).toEqual([4, 40, 6]);
  });
});

it("a warm session that starts again, with other Changes and from a state, ends like fresh ones", () => {
  const district = DISTRICTS.harbourside!();
  const random = new Random(9);
  const [a, b] = [story(district, random, 2), story(district, random, 2)];
  const warm = open(district, a, 3);
  const first = digests(warm, 24);
  warm.restart(b);
  expect(digests(warm, 24)).toEqual(digests(open(district, b, 3), 24));
  warm.restart(a);
  expect(digests(warm, 24)).toEqual(first);
  const half = open(district, a, 3);
  half.seek(9);
  warm.restart(a, half.state());
  expect(digests(warm, 24)).toEqual(first.slice(10));
});

describe("resistance to the future", () => {
  it("two scenarios alike until t and different after have the same digest at every tick until t", () => {
    const random = new Random(77);
    for (let k = 0; k < size(4, 60); k++) {
      const district = k % 3 === 0 ? DISTRICTS.harbourside!() : generateDistrict(120 + 40 * k, 500 + k);
      const tick = 2 + random.below((HOURS * 3600) / TICK_S - 3);
      const t_s = tick * TICK_S;
      // A peaker that ramps at t, and something else that happens 37 s later: its Frame at t must not show it.
      const peaker = district.elements.find((e) => e.kind === "peaker")!.id;
      const act = (at_s: number, target: string, fields: Change["fields"]): Change => {
        return { at_s, op: "set", target, fields, by: "district", why: "test" };
      };
      const plain = story(district, random);
      const called = act(t_s - 200, peaker, { isOn: true, command_1: 1 });
      const base = { ...plain, changes: [...plain.changes, called] };
      const feeder = district.elements.find((e) => e.kind === "line")!.id;
      const later = [
        act(t_s + 37, feeder, { isClosed: false }),
        ...happenings(district, random, 6, HOURS * 3600).filter((c) => c.at_s > t_s),
      ];
      const { weather } = base;
      // The values on both sides of t belong to t.
      const known = Math.ceil((base.start_s + t_s - weather.start_s) / weather.step_s);
      const turned = (values: readonly number[], by: number) => values.map((v, i) => (i <= known ? v : v + by));
      const other: Scenario = {
        ...base,
        changes: [...base.changes.filter((c) => c.at_s <= t_s), ...later],
        duration_s: base.duration_s + 7200,
        weather: {
          ...weather,
          temperature_K: turned(weather.temperature_K, -8),
          wind_m_s: turned(weather.wind_m_s, 5),
          direct_W_m2: weather.direct_W_m2.map((v, i) => (i <= known ? v : 0)),
        },
      };
      const [a, b] = [open(district, base, k), open(district, other, k)];
      expect(digests(a, tick + 1), `case ${k}, until tick ${tick}`).toEqual(digests(b, tick + 1));
      const until = (s: Session) => s.run.events.filter((e) => e.time_s <= t_s);
      expect(until(a)).toEqual(until(b));
      digests(a, HOURS * 12);
      digests(b, HOURS * 12);
      expect(a.run.digest.text()).not.toBe(b.run.digest.text());
    }
  }, 300_000);
});
