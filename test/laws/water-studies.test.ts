import { describe, expect, it } from "vitest";
import { DISTRICTS } from "@/scenarios";
import { readInp } from "@/sim-core/exchange/inp/read";
import { issueText } from "@/sim-core/model/issue";
import { compileWater } from "@/sim-core/utilities/water/compile";
import { WaterNetwork } from "@/sim-core/utilities/water/network";
import { diagnose, diagnosisLines } from "@/sim-core/utilities/water/studies/diagnose";
import {
  FIRE_FLOW_DEFAULTS,
  FireFlow,
  fireFlow,
  fireNet,
  firePlaces,
  TWENTY_PSI_M,
} from "@/sim-core/utilities/water/studies/fireFlow";
import { endShutOffs, isolate, modelledShutOffs, segments } from "@/sim-core/utilities/water/studies/isolation";
import { bandOf, meterAreas, unavoidableLosses_L_day } from "@/sim-core/utilities/water/studies/metered";
import { waterQuality } from "@/sim-core/utilities/water/studies/quality";
import { reallocate } from "@/sim-core/utilities/water/studies/reallocate";
import { HeadSensitivity } from "@/sim-core/utilities/water/studies/sensitivity";
import { pressureZones } from "@/sim-core/utilities/water/studies/zones";
import { solversModule } from "../support/module";

function inp(text: string) {
  const read = readInp(text, "case.inp");
  if (!read.district) throw new Error(read.issues.map(issueText).join("\n"));
  const { net, issues } = compileWater(read.district);
  if (!net) throw new Error(issues.map(issueText).join("\n"));
  return { district: read.district, schedule: read.schedule!, net };
}

const TAIL = (more = "") => `[OPTIONS]
Units CMH
Headloss H-W
Accuracy 0.00001
${more}
[END]
`;

const LINE = `[JUNCTIONS]
A 0 36
B 0 36
[RESERVOIRS]
R 60
[PIPES]
P1 R A 1000 200 100
P2 A B 500 150 100
${TAIL()}`;

describe("fire flow", () => {
  it("of one pipe is ((60 - 14.06 m) / r)^(1/1.852) less its demand, screened and exact, to 1e-4", () => {
    const { district, net } = inp(LINE.replace("B 0 36\n", "").replace(/P2.*\n/, ""));
    const c = net.constants;
    const r = net.resistance_k[0]!;
    const closed = ((60 - TWENTY_PSI_M) * c.length_k) / r;
    const want = Math.exp(Math.log(closed) / 1.852) / c.flow_k - 0.01;
    const [place] = fireFlow(solversModule(), district, FIRE_FLOW_DEFAULTS, true).places;
    expect(Math.abs(place!.available_m3_s / want - 1)).toBeLessThan(1e-4);
    expect(Math.abs(place!.screened_m3_s / want - 1)).toBeLessThan(1e-4);
    expect(place!.critical).toBe("A");
  });

  it("at a strong node is set by the weak one behind it, and more by its own pressure alone", () => {
    const { district } = inp(LINE.replace("B 0 36", "B 25 36"));
    const [a, b] = fireFlow(solversModule(), district, FIRE_FLOW_DEFAULTS, true).places;
    expect([a!.critical, b!.critical]).toEqual(["B", "B"]);
    expect(a!.atNode_m3_s).toBeGreaterThan(a!.available_m3_s);
    expect(b!.available_m3_s).toBeLessThan(a!.available_m3_s);
  });

  it("a node below 20 psi without any draw gives none itself, and takes none from the others", () => {
    const { district } = inp(LINE.replace("B 0 36", "B 50 3.6"));
    const study = fireFlow(solversModule(), district, FIRE_FLOW_DEFAULTS, true);
    expect(study.lowBefore).toEqual(["B"]);
    expect(study.places.map((p) => p.available_m3_s > 0)).toEqual([true, false]);
  });

  it("does not depend on the order or on the share in which places are asked, to the last bit", () => {
    const district = DISTRICTS.harbourside!();
    const all = fireFlow(solversModule(), district, FIRE_FLOW_DEFAULTS, true).places;
    const later = fireFlow(solversModule(), district, FIRE_FLOW_DEFAULTS, true, null, Int32Array.of(40)).places;
    expect(later).toEqual(all.slice(40, 63));
    const { net } = fireNet(district);
    const study = new FireFlow(solversModule(), net!, FIRE_FLOW_DEFAULTS);
    const back = firePlaces(district, net!).reverse();
    expect(back.map((p) => study.ask(p.id, p.node, true)).reverse()).toEqual(all);
  });

  it("sensitivity of heads to a draw is the central difference of two solves, rtol 1e-4", () => {
    const { net } = fireNet(DISTRICTS.harbourside!());
    const network = new WaterNetwork(solversModule(), net!);
    network.applyProfiles(0);
    for (let k = 0; k < 5; k++) network.solve();
    const sensitivity = new HeadSensitivity(solversModule(), network);
    expect(sensitivity.factor()).toBe(true);
    const at = net!.nodes.row("WJ-C2");
    const slope = sensitivity.ofDraw(at).slice();
    const base = network.fullDemand[at]!;
    const draw = 1e-4;
    const solved = (q: number): Float64Array => {
      network.fullDemand[at] = q;
      for (let k = 0; k < 5; k++) network.solve();
      return network.head.slice();
    };
    const [more, less] = [solved(base + draw), solved(base - draw)];
    for (let i = 0; i < net!.junctionCount; i++) {
      const difference = (less[i]! - more[i]!) / (2 * draw);
      if (difference > 1) expect(Math.abs(slope[i]! / difference - 1), net!.nodes.ids[i]).toBeLessThan(1e-4);
    }
  });
});

const TWO_VALVES = `[JUNCTIONS]
A 0 3.6
B 0 3.6
C 0 3.6
D 0 3.6
E 0 7.2
[RESERVOIRS]
R 60
[PIPES]
P1 R A 100 200 100
P2 A B 100 200 100
P3 B C 100 200 100
P4 C D 100 200 100
P5 B E 100 100 100
[VALVES]
V1 A B 200 TCV 0
[CONTROLS]
LINK P2 CLOSED AT TIME 9999
LINK P4 CLOSED AT TIME 9999
${TAIL()}`;

describe("isolation", () => {
  const { district, schedule, net } = inp(TWO_VALVES.replace("V1 A B", "V1 C D"));
  const switched = new Set(schedule.controls.map((c) => c.link));
  const places = modelledShutOffs(net, switched);
  const row = (id: string) => net.links.row(id);

  it("shuts the nearest valves; what lies between and what is fed only through it loses water", () => {
    const found = isolate(district, net, row("P3"), places);
    expect(found.close.map((v) => v.id).sort()).toEqual(["P2", "P4", "V1"]);
    expect(found.segment.links.slice().sort()).toEqual(["P3", "P5"]);
    expect(found.loses.map((l) => [l.node, l.why])).toEqual([
      ["B", "inside"],
      ["C", "inside"],
      ["D", "cutOff"],
      ["E", "inside"],
    ]);
    expect(found.demand_m3_s).toBeCloseTo(0.005, 9);
  });

  it("with a valve stuck goes on to the next; a source without a valve is named", () => {
    const found = isolate(district, net, row("P3"), places, new Set(["P2"]));
    expect(found.close.map((v) => v.id).sort()).toEqual(["P4", "V1"]);
    expect(found.sources).toEqual(["R"]);
  });

  it("with a valve at both ends of every pipe a segment is one pipe, and a leaf loses water with it", () => {
    const ends = endShutOffs(net);
    const found = isolate(district, net, row("P5"), ends);
    expect(found.close.map((v) => [v.id, v.at])).toEqual([
      ["P5", "B"],
      ["P5", "E"],
    ]);
    expect(found.loses).toEqual([{ node: "E", demand_m3_s: expect.closeTo(0.002, 9), why: "cutOff" }]);
    expect(segments(net, ends).filter((s) => s.links.length === 1).length).toBe(5);
  });

  it("is what the solver finds: with its valves shut no water runs in the segment, and only the named starve", () => {
    const harbourside = DISTRICTS.harbourside!();
    const start = compileWater(harbourside).net!;
    const ends = endShutOffs(start);
    for (const main of ["WP-C2-D2", "WP-A1-A2", "WP-C5-D5"]) {
      const found = isolate(harbourside, start, start.links.row(main), ends);
      const shut = new Set([...found.close.map((v) => v.id), ...found.segment.links]);
      const closed = {
        ...harbourside,
        elements: harbourside.elements.map((e) =>
          shut.has(e.id) ? { ...e, fields: { ...e.fields, status: "closed" } } : e,
        ),
      };
      const network = new WaterNetwork(solversModule(), compileWater(closed).net!);
      network.applyProfiles(0);
      network.solve();
      const dry = new Set(diagnose(network).cutOff.flatMap((p) => p.nodes));
      expect([...dry].sort()).toEqual(found.loses.map((l) => l.node).sort());
      for (const id of found.segment.links) expect(Math.abs(network.flow[start.links.row(id)]!)).toBeLessThan(1e-9);
    }
  });
});

const ZONES = `[JUNCTIONS]
A 0 36
B 0 36
C 0 36
D 0 36
[RESERVOIRS]
HIGH 80
LOW 50
[PIPES]
P1 HIGH A 500 200 100
P2 A B 500 200 100
P3 B C 500 200 100 0 Closed
P4 LOW D 500 200 100
P5 D C 500 200 100
[VALVES]
V1 A D 150 PRV 30
${TAIL()}`;

describe("pressure zones", () => {
  const { district, net } = inp(ZONES);
  const zones = pressureZones(net);
  const zone = (id: string) => zones.zoneOf[net.nodes.row(id)]!;

  it("end at closed pipes and at valves that hold a pressure", () => {
    expect(zones.count).toBe(2);
    expect([zone("A"), zone("B"), zone("HIGH")]).toEqual([0, 0, 0]);
    expect([zone("C"), zone("D"), zone("LOW")]).toEqual([1, 1, 1]);
    expect(zones.boundaries.map((b) => [net.links.ids[b.link], b.reason])).toEqual([
      ["P3", "closed"],
      ["V1", "PRV"],
    ]);
  });

  it("a junction moves to the next zone by Changes: its pressure is then that of the new zone", () => {
    const { changes, opens, closes, issues } = reallocate(net, ["C"], "A", 3600);
    expect(issues).toEqual([]);
    expect([opens, closes]).toEqual([["P3"], ["P5"]]);
    expect(changes.map((c) => [c.target, c.fields, c.at_s])).toEqual([
      ["P3", { status: "open" }, 3600],
      ["P5", { status: "closed" }, 3600],
    ]);
    const heads = (isMoved: boolean): number => {
      const moved = {
        ...district,
        elements: district.elements.map((e) => {
          const change = changes.find((c) => c.target === e.id);
          return isMoved && change ? { ...e, fields: { ...e.fields, ...change.fields } } : e;
        }),
      };
      const network = new WaterNetwork(solversModule(), compileWater(moved).net!);
      network.applyProfiles(0);
      network.solve();
      return network.head[net.nodes.row("C")]! / net.constants.length_k;
    };
    expect(heads(false)).toBeLessThan(50);
    expect(heads(true)).toBeGreaterThan(55);
  });

  it("a move without a closed way to the zone, or within one zone, is refused with what is wanted", () => {
    expect(reallocate(net, ["A"], "D", 0).issues.map((i) => i.code)).toEqual(["noWay"]);
    expect(reallocate(net, ["C"], "D", 0).issues.map((i) => i.code)).toEqual(["sameZone"]);
    expect(reallocate(net, ["X"], "D", 0).issues.map((i) => i.code)).toEqual(["unknownNode"]);
  });
});

describe("diagnosis", () => {
  const explain = (text: string): string[] => {
    const { net } = inp(text);
    const network = new WaterNetwork(solversModule(), net);
    network.applyProfiles(0);
    network.solve();
    return diagnosisLines(diagnose(network));
  };

  it("names a part without a source, the valve that would feed it, and what it misses", () => {
    expect(explain(LINE.replace("P2 A B 500 150 100", "P2 A B 500 150 100 0 Closed"))).toEqual([
      "B has no source: open P2; 10.00 L/s not delivered",
    ]);
  });

  it("tells a node that stands too high from one whose pipe is too narrow", () => {
    expect(explain(LINE.replace("B 0 36", "B 70 0"))[0]).toMatch(
      /^B: pressure below zero, .* stands above the grade of R$/,
    );
    expect(explain(LINE.replace("500 150", "500 60"))[0]).toMatch(/P2 on the way from R loses \d+\.\d m$/);
  });

  it("has nothing to say of a network that is well", () => {
    expect(explain(LINE)).toEqual([]);
  });
});

const LEAKING = `[JUNCTIONS]
A 0 36 DAY
B 0 18 DAY
[RESERVOIRS]
R 50
[TANKS]
T 45 2 0 5 20 0
[PIPES]
P1 R A 800 250 110
P2 A B 800 200 110
P3 B T 200 200 110
[EMITTERS]
B 1.5
[PATTERNS]
DAY 0.3 0.3 0.4 1 1.6 1.4 1.2 1.2 1.4 1.6 1 0.6
[TIMES]
Duration 24
Pattern Timestep 2:00
Hydraulic Timestep 0:30
${TAIL("Emitter Exponent 0.5")}`;

describe("metered areas", () => {
  it("balance: inflow and storage are consumption and losses to 1e-6; the night's least flow lies between 2 and 4", () => {
    const { net, schedule } = inp(LEAKING);
    const nodes = ["A", "B", "T"].map((id) => net.nodes.row(id));
    const { areas, failure } = meterAreas(solversModule(), net, schedule, [{ id: "town", nodes }], () => ({
      connections: 400,
      servicePipe_m: 2000,
    }));
    expect(failure).toBe("");
    const [town] = areas;
    expect(town!.inlets).toEqual(["P1"]);
    expect(Math.abs(town!.closure_1)).toBeLessThan(1e-6);
    expect(town!.consumption_m3).toBeCloseTo(54 * 24, 1);
    expect(town!.losses_m3).toBeGreaterThan(100);
    expect(town!.nightAt_s).toBeGreaterThanOrEqual(2 * 3600);
    expect(town!.nightAt_s).toBeLessThan(4 * 3600);
    expect(town!.mains_m).toBe(1000);
    expect(town!.losses_L_connection_day).toBeCloseTo((town!.losses_m3 * 1000) / 400, 6);
    expect(town!.ili).toBeCloseTo(
      (town!.losses_m3 * 1000) / unavoidableLosses_L_day(1000, 400, 2000, town!.meanPressure_m),
      6,
    );
  });

  it("UARL is (18 Lm + 0.8 Nc + 25 Lp) P: 50 km, 3000 connections, 12 km of service, 40 m give 144,000 L a day", () => {
    expect(unavoidableLosses_L_day(50_000, 3000, 12_000, 40)).toBe(144_000);
    expect([0.5, 2, 3.9, 4, 8, Number.NaN].map(bandOf)).toEqual(["A", "B", "B", "C", "D", ""]);
  });
});

const PLUG = `[JUNCTIONS]
A 0 0
B 0 36
C 0 36
[RESERVOIRS]
R 60
S 60
[PIPES]
P1 R A 1000 200 100
P2 A B 1000 200 100
P3 S C 500 200 100
P4 B C 1 200 100 0 Closed
[TIMES]
Duration 12
Hydraulic Timestep 0:10
${TAIL()}`;

describe("water quality by parcels", () => {
  it("age in plug flow is volume over flow, to one step; the start is forgotten after that", () => {
    const { net, schedule } = inp(PLUG);
    const { times_s, values } = waterQuality(solversModule(), net, schedule, { kind: "age" });
    const area = (Math.PI * 0.2 * 0.2) / 4;
    const [toA, toB] = [(1000 * area) / 0.01, (2000 * area) / 0.01];
    const at = (id: string, t: number): number => values[times_s.indexOf(t)]![net.nodes.row(id)]!;
    expect(Math.abs(at("A", 43_200) - toA)).toBeLessThan(300);
    expect(Math.abs(at("B", 43_200) - toB)).toBeLessThan(300);
    expect(at("B", 3600)).toBeCloseTo(3600, 6);
  });

  it("a source's share is 0 before its front and 1 behind it; where two waters meet, that of their flows", () => {
    const { net, schedule } = inp(PLUG);
    const { times_s, values } = waterQuality(solversModule(), net, schedule, { kind: "trace", source: "R" });
    const at = (id: string, t: number): number => values[times_s.indexOf(t)]![net.nodes.row(id)]!;
    expect([at("B", 4800), at("B", 7200), at("C", 43_200)]).toEqual([0, 1, 0]);
    const both = inp(PLUG.replace("100 0 Closed", "100").replace("B 0 36", "B 0 0").replace("C 0 36", "C 0 72"));
    const mixed = waterQuality(solversModule(), both.net, both.schedule, { kind: "trace", source: "R" });
    const network = new WaterNetwork(solversModule(), both.net);
    network.applyProfiles(0);
    network.solve();
    const flow = (id: string): number => network.flow[both.net.links.row(id)]!;
    const share = flow("P2") / (flow("P2") + flow("P3"));
    expect(mixed.values.at(-1)![both.net.nodes.row("C")]!).toBeCloseTo(share, 6);
  });
});
