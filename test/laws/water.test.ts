import { describe, expect, it } from "vitest";
import { pow } from "../../assembly/core/elementary";
import {
  addLowerBarrier,
  darcyLoss,
  demandLoss,
  hazenWilliamsResistance,
  lawSlope,
  outflowLoss,
  powerLoss,
  powerPumpLoss,
  pumpLoss,
  valveLoss,
} from "../../assembly/hydraulic/laws/water";
import { readInp } from "../../sim-core/exchange/inp/read";
import { timeSeconds } from "../../sim-core/exchange/inp/time";
import { issueText } from "../../sim-core/model/issue";
import { fitPump, interpolate } from "../../sim-core/utilities/water/coefficients";
import { tankHead, tankVolume, timeToLimit } from "../../sim-core/utilities/water/tanks";

const darcy = (q: number): number => darcyLoss(q, 40, 1e-3, 1.1e-5, 0.5, pow(Math.abs(q) / 1.1e-5, -0.9));
const relative = (a: number, b: number): number => Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), 1e-300);

describe("head-loss laws", () => {
  const LAWS: readonly [name: string, law: (q: number) => number][] = [
    ["Hazen-Williams with minor loss", (q) => powerLoss(q, 3.2, 1.852, 0.7, 1e-7)],
    ["Chezy-Manning", (q) => powerLoss(q, 3.2, 2, 0, 1e-7)],
    ["Darcy-Weisbach with minor loss", (q) => darcy(q)],
    ["valve", (q) => valveLoss(q, 2.5, 1e-7, 1e-6)],
    ["three-point pump at speed 0.9", (q) => pumpLoss(q, -50, 8, 1.7, 0.9, 1e-7)],
    ["constant power", (q) => powerPumpLoss(q, 20, 1e8, 1e-6)],
    ["emitter", (q) => outflowLoss(q, 30, 2, 1e-7)],
    ["leak that grows", (q) => outflowLoss(q, 30, 2 / 3, 1e-7)],
  ];
  it.each(LAWS)("%s: slope equals the central difference to 1e-6", (_, law) => {
    // 0.0137 to 0.0275 is the transition of the Darcy-Weisbach pipe.
    for (const q of [0.003, 0.015, 0.02, 0.025, 0.1, 1, 7]) {
      law(q);
      const slope = lawSlope();
      const d = 1e-5 * q;
      expect(relative(slope, (law(q + d) - law(q - d)) / (2 * d))).toBeLessThan(1e-6);
    }
  });
  it("pipe laws are odd to the last bit", () => {
    for (const [name, law] of LAWS.slice(0, 4))
      for (const q of [1e-9, 1e-3, 0.02, 3]) expect(law(-q), name).toBe(-law(q));
  });
  it("Hazen-Williams: 1000 m of 300 mm, C 130, 0.1 m3/s lose 6.4 m", () => {
    const r = hazenWilliamsResistance(10.666829488930052, 1000, 0.3, 130);
    expect(powerLoss(0.1, r, 1.852, 0, 1e-7)).toBeCloseTo(6.42, 1);
  });
  it("Darcy-Weisbach meets itself at Re 2000 and 4000 to 1e-4", () => {
    for (const w of [1570.7963267948967, 3141.592653589793]) {
      const q = w * 1.1e-5;
      expect(relative(darcy(q * (1 - 1e-9)), darcy(q * (1 + 1e-9)))).toBeLessThan(1e-4);
    }
  });
  it("demand curve: half the pressure range gives sqrt(1/2) of the demand to 1e-9", () => {
    const full = 0.02;
    expect(relative(demandLoss(full * Math.SQRT1_2, full, 20, 2), 10)).toBeLessThan(1e-4);
  });
  it("the barrier adds nothing to a flow of 1e-3 and 1e6 to one of -1e-3", () => {
    expect(Math.abs(addLowerBarrier(1e-3, 0))).toBeLessThan(1e-9);
    expect(relative(addLowerBarrier(-1e-3, 0), -1e6)).toBeLessThan(1e-9);
  });
});

describe("curves and tanks", () => {
  it("a pump curve goes through its three points to 1e-12", () => {
    const fit = fitPump(60, 0.05, 50, 0.1, 20)!;
    const head = (q: number): number => -pumpLoss(q, -fit.a, fit.b, fit.n, 1, 1e-12);
    expect(relative(head(0.05), 50)).toBeLessThan(1e-12);
    expect(relative(head(0.1), 20)).toBeLessThan(1e-12);
  });
  it("a rising or flat pump curve has no fit", () => {
    expect(fitPump(50, 0.05, 60, 0.1, 20)).toBeNull();
    expect(fitPump(60, 0.05, 50, 0.05, 20)).toBeNull();
  });
  it("a tank's head and volume are inverse, cylinder and curve, to 1e-12", () => {
    const rest = {
      node: 0,
      bottom_k: 10,
      minHead_k: 11,
      maxHead_k: 15,
      minVolume_k: 20,
      maxVolume_k: 100,
      initialHead_k: 12,
      initialVolume_k: 40,
    };
    const curve = { level: Float64Array.of(0, 2, 5), volume: Float64Array.of(0, 30, 100) };
    for (const tank of [
      { ...rest, area_k: 20, curve: null },
      { ...rest, area_k: 20, curve },
    ])
      for (const head of [11, 12.5, 14.9])
        expect(relative(tankHead(tank, tankVolume(tank, head)), head)).toBeLessThan(1e-12);
    expect(timeToLimit({ ...rest, area_k: 20, curve: null }, 40, 12, 0.5, 1e-6)).toBe(120);
    expect(timeToLimit({ ...rest, area_k: 20, curve: null }, 40, 12, 0, 1e-6)).toBe(Number.POSITIVE_INFINITY);
  });
  it("interpolation is held beyond both ends", () => {
    const x = Float64Array.of(1, 2, 4);
    const y = Float64Array.of(10, 20, 0);
    expect([0, 1.5, 3, 9].map((at) => interpolate(x, y, at))).toEqual([10, 15, 10, 0]);
  });
});

describe("input files", () => {
  it.each([
    ["24:00", "", 86400],
    ["1:30:15", "", 5415],
    ["90", "MIN", 5400],
    ["12", "AM", 0],
    ["6", "PM", 64800],
    ["0.5", "", 1800],
    ["2", "DAYS", 172800],
  ])("%s %s is %d s", (value, unit, seconds) => {
    expect(timeSeconds(value, unit)).toBe(seconds);
  });
  it.each(["x", "1:2:3:4", "13 PM", ""])("%s is no time", (text) => {
    const [value, unit] = text.split(" ");
    expect(timeSeconds(value!, unit)).toBeNaN();
  });
  const network = (more: string): string =>
    `[JUNCTIONS]\nA 10 5\nB 10\n[RESERVOIRS]\nR 50\n[PIPES]\nP1 R A 100 12 100\nP2 A B 100 12 100\n${more}\n[END]\n`;
  it.each([
    [
      "a pipe to nowhere",
      "[PIPES]\nP3 A X 100 12 100",
      "net.inp:10: pipe P3, to node: got X, wanted the id of a junction, reservoir or tank",
    ],
    ["a negative length", "[PIPES]\nP3 A B -1 12 100", "net.inp:10: pipe P3, length: got -1, wanted a number > 0"],
    ["a word for a number", "[PIPES]\nP3 A B 1o0 12 100", "net.inp:10: pipe P3, length: got 1o0, wanted a number"],
    [
      "the same id twice",
      "[PIPES]\nP1 A B 100 12 100",
      "net.inp:10: pipe P1: got also on line 7, wanted one link for each id",
    ],
    ["a pump without curve", "[PUMPS]\nU R B SPEED 1", "net.inp:10: pump U, wanted HEAD curve or POWER value"],
    [
      "an unknown valve type",
      "[VALVES]\nV A B 12 XYZ 3",
      "net.inp:10: valve V, type: got XYZ, wanted PRV, PSV, PBV, FCV, TCV, GPV, PCV",
    ],
    [
      "a control on no link",
      "[CONTROLS]\nLINK Q OPEN AT TIME 3",
      "net.inp:10: unknownLink: got Q, wanted the id of a link",
    ],
    [
      "an unknown unit",
      "[OPTIONS]\nUnits GPX",
      "net.inp:10: [OPTIONS], units: got GPX, wanted CFS, GPM, MGD, IMGD, AFD, LPS, LPM, MLD, CMH, CMD, CMS, SI",
    ],
  ])("%s is named with its line", (_, more, text) => {
    const { district, issues } = readInp(network(more), "net.inp");
    expect(district).toBeNull();
    expect(issues.filter((i) => i.severity === "error").map(issueText)).toContain(text);
  });
  it("what is not taken over is counted: 2 lines of quality", () => {
    const { counts, issues } = readInp(network("[QUALITY]\nA 1\nB 2"), "net.inp");
    expect(counts.linesNotUsed).toBe(2);
    expect(issues.some((i) => i.code === "notUsed" && i.line === 10)).toBe(true);
  });
  it("5 gpm and 12 inches arrive as 3.1545e-4 m3/s and 0.3048 m exactly", () => {
    const { district } = readInp(network(""), "net.inp");
    expect(district!.elements.find((e) => e.id === "A")!.fields.baseDemand_m3_s).toBe(5 * (3.785411784e-3 / 60));
    expect(district!.elements.find((e) => e.id === "P1")!.fields.diameter_m).toBeCloseTo(0.3048, 15);
  });
});
