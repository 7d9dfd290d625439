import { expect, it } from "vitest";
import { DISTRICTS, SCENARIOS } from "@/scenarios";
import { feedersOf, graphOf, powerTree } from "@/sim-core/model/queries";
import { advance, openRun, resultOf, tickCount } from "@/sim-core/session/run";
import { solversModule } from "../support/module";

const harbourside = DISTRICTS.harbourside!();

function day(changes: readonly { at_s: number; target: string; fields: Record<string, boolean> }[], ticks?: number) {
  const base = SCENARIOS.heatwave!();
  const scenario = {
    ...base,
    changes: changes.map((c) => ({ ...c, op: "set" as const, by: "power", why: "test" })),
  };
  const { run, issues } = openRun(solversModule(), harbourside, scenario, 1);
  if (!run) throw new Error(JSON.stringify(issues.slice(0, 3)));
  for (let tick = ticks ?? tickCount(run); tick > 0; tick--) advance(run);
  return { run, result: resultOf(run) };
}

/** A line of feeder W1 in the middle of its way. */
const middle = () => {
  const graph = graphOf(harbourside);
  const { edges } = feedersOf(graph, powerTree(graph)).feeders.find((f) => f.id === "FEEDER-W1")!;
  const cables = edges.filter((id) => id.startsWith("MC-"));
  return cables[Math.floor(cables.length / 2)]!;
};

it("a cable fault at 18 h on the hottest day: feeder tripped, isolated, restored from both sides; one feeder's customers count", () => {
  const line = middle();
  const { result } = day([{ at_s: 64_850, target: line, fields: { isFaulted: true } }]);
  expect(result.failures).toEqual([]);
  const told = result.events
    .filter((e) => e.time_s >= 64_850 && e.type === "device")
    .map((e) => `${e.time_s} ${e.text}`);
  expect(told.some((t) => /^64850 .*tripped on a fault of/.test(t))).toBe(true);
  expect(told.some((t) => t.includes("the fault is isolated"))).toBe(true);
  expect(told.some((t) => t.includes("closed again on what is sound"))).toBe(true);
  expect(told.some((t) => t.includes("it feeds what lost its own supply"))).toBe(true);
  const { service } = result;
  const hit = service.feeders.find((f) => f.id === "FEEDER-W1")!;
  // every customer of that feeder was out for minutes to hours, nobody else, and nobody is out at the end
  expect(hit.interrupted).toBe(hit.customers);
  expect(service.interrupted).toBe(hit.customers);
  expect(service.off_supply).toBe(0);
  expect(hit.saifi_1).toBe(1);
  expect(service.saifi_1).toBeCloseTo(hit.customers / service.customers, 12);
  expect(service.saidi_s).toBeCloseTo((hit.saidi_s * hit.customers) / service.customers, 6);
  expect(service.caidi_s).toBeCloseTo(hit.saidi_s, 6);
  expect(service.not_served_J).toBeGreaterThan(1e9);
  expect(result.ledger.worst_relative).toBeLessThan(1e-6);
});

it("both primaries lost at 16 h: hospital and data centre are back on their engines 12 s later, everybody else is dark", () => {
  const cut = harbourside.elements
    .filter((e) => e.kind === "transformer" && e.fields.ratedFrom_V === 33_000)
    .map((e) => ({ at_s: 57_700, target: e.id, fields: { isClosed: false } }));
  const { run, result } = day(cut, 200);
  expect(result.failures).toEqual([]);
  const engines = result.events.filter((e) => e.text.includes("carries its site"));
  expect(engines.map((e) => e.time_s)).toEqual([57_712, 57_712]);
  const buildings = run.coupling.table.numbering.building!.ids;
  const alive = run.coupling.table.u8("building", "isEnergised");
  const uses = buildings
    .filter((_, i) => alive[i] === 1)
    .map((id) => harbourside.elements.find((e) => e.id === id)!.fields.use);
  expect(uses).toContain("hospital");
  expect(uses).toContain("dataCentre");
  expect(result.service.off_supply).toBeGreaterThan(0.9 * result.service.customers);
  expect(result.ledger.worst_relative).toBeLessThan(1e-6);
  expect(result.service.maifi_1 * result.service.customers).toBeGreaterThan(0);
});
