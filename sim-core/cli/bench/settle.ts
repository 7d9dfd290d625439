import { DISTRICTS, SCENARIOS } from "../../../scenarios";
import { generateDistrict } from "../../../scenarios/districts/generator";
import { ACCELERATIONS } from "../../couple/acceleration";
import type { Change } from "../../model/change";
import type { District } from "../../model/district";
import { UTILITY_NAMES, type Utility } from "../../model/element";
import { issueText } from "../../model/issue";
import type { Scenario } from "../../model/scenario";
import { advance, openRun, resultOf, tickCount } from "../../session/run";
import type { BenchArea, BenchContext, BenchRow } from "./row";
import { timeAlternately } from "./timing";

const ORDERS: readonly (readonly Utility[])[] = [
  ["heat", "water", "gas", "power"],
  ["water", "heat", "gas", "power"],
  ["power", "gas", "water", "heat"],
];
const HOURS = 2;

/** Sources (and a plant's lift) cut to a share of what they were sized for, and no stores: the loops are short. */
function short(district: District, shares: Readonly<Record<string, number>>): District {
  const elements = district.elements
    .filter((e) => e.kind !== "hotStore" && e.kind !== "coldStore")
    .map((e) => {
      const share = shares[e.kind];
      if (share === undefined) return e;
      const fields = { ...e.fields };
      for (const name of ["ratedHeat_W", "ratedPower_W", "rated_W", "lift_Pa"])
        if (typeof fields[name] === "number") fields[name] = (fields[name] as number) * share;
      return { ...e, fields };
    });
  const gone = new Set(district.elements.filter((e) => !elements.some((k) => k.id === e.id)).map((e) => e.id));
  const tags = district.tags.filter((t) => !gone.has(t.element));
  const kept = new Set(tags.map((t) => t.id));
  const lost = (value: unknown) => district.tags.some((t) => t.id === value) && !kept.has(value as string);
  const rules = district.rules.filter((r) => !gone.has(r.target) && !Object.values(r.parameters).some(lost));
  return { ...district, elements, tags, rules, limits: district.limits.filter((l) => !gone.has(l.element)) };
}

/** The afternoon of the heatwave, from 13 h. */
function afternoon(changes: readonly Change[] = []): Scenario {
  const day = SCENARIOS.heatwave!();
  return { ...day, start_s: day.start_s + 13 * 3600, duration_s: HOURS * 3600, changes };
}

/** The heatwave's weather 40 K colder: a hard winter day. */
function winter(): Scenario {
  const day = afternoon();
  const weather = { ...day.weather, temperature_K: day.weather.temperature_K.map((t) => t - 40) };
  return { ...day, weather };
}

/** Voltage of every supply falls at 10 min and comes back at 70 min. */
function sag(district: District, voltage_1: number): Change[] {
  return district.elements
    .filter((e) => e.kind === "gridSupply")
    .flatMap((e) =>
      [
        { at_s: 600, voltage_1 },
        { at_s: 4200, voltage_1: 1 },
      ].map((c) => ({
        at_s: c.at_s,
        op: "set" as const,
        target: e.id,
        fields: { voltage_1: c.voltage_1 },
        by: e.owner,
        why: "voltage of the grid",
      })),
    );
}

const BOTH = { chiller: 0.3, boiler: 0.02, chp: 0.05, heatPump: 0.05 };
const HEAT = { boiler: 0.3, chp: 0.5, heatPump: 0.3 };

const CASES: readonly { readonly name: string; open(): { district: District; scenario: Scenario } }[] = [
  {
    name: "harbourside, short of heat in winter",
    open: () => ({ district: short(DISTRICTS.harbourside!(), HEAT), scenario: winter() }),
  },
  {
    name: "harbourside, the same with a weak plant pump",
    open: () => ({ district: short(DISTRICTS.harbourside!(), { ...HEAT, heatPlant: 0.1 }), scenario: winter() }),
  },
  {
    name: "harbourside, short of cold and hot water",
    open: () => ({ district: short(DISTRICTS.harbourside!(), BOTH), scenario: afternoon() }),
  },
  {
    name: "harbourside, grid at 0.82, pumps trip",
    open: () => {
      const district = DISTRICTS.harbourside!();
      return { district, scenario: afternoon(sag(district, 0.82)) };
    },
  },
  {
    name: "generated for 4000, short of cold and hot water",
    open: () => ({ district: short(generateDistrict(4_000, 1), BOTH), scenario: afternoon() }),
  },
];

interface Variant {
  readonly order: readonly Utility[];
  /** Name of the acceleration. */
  readonly by: string;
  readonly isNested: boolean;
}

/** All accelerations with the product's order, and all orders with the product's acceleration. */
const VARIANTS: readonly Variant[] = [true, false].flatMap((isNested) =>
  ORDERS.flatMap((order, o) =>
    Object.keys(ACCELERATIONS)
      .filter((by) => o === 0 || by === "Aitken")
      .map((by) => ({ order, by, isNested })),
  ),
);

function subject(context: BenchContext, district: District, scenario: Scenario, { order, by, isNested }: Variant) {
  return () => {
    const { run, issues } = openRun(context.solvers, district, scenario, 1);
    if (!run) throw new Error(issues.slice(0, 3).map(issueText).join("; "));
    run.coupling.order = order;
    run.coupling.isNested = isNested;
    for (const utility of UTILITY_NAMES) run.coupling.acceleration[utility] = ACCELERATIONS[by]!();
    for (let tick = tickCount(run); tick > 0; tick--) advance(run);
    return run;
  };
}

export const settleBench: BenchArea = {
  name: "settle",
  summary: "order and acceleration of the coupled step where networks answer to themselves",
  async *rows(context) {
    for (const { name, open } of CASES) {
      const { district, scenario } = open();
      const variants = VARIANTS.map((v) => ({ ...v, run: subject(context, district, scenario, v) }));
      const found = variants.map((v) => v.run());
      const times = await timeAlternately(
        variants.map((v) => ({ name: v.by, run: () => void v.run() })),
        { warmup: 0, minRounds: 3, maxRounds: 3 },
      );
      for (const [i, v] of variants.entries()) {
        const result = resultOf(found[i]!);
        const { settle } = result;
        const solves = UTILITY_NAMES.map((u) => `${u} ${settle.solves[u]}`).join(", ");
        const row: BenchRow = {
          name: `${name}: ${v.order.map((u) => u[0]).join("")}${v.isNested ? " nested" : ""} ${v.by}`,
          ours_ms: times[i]!.min_ms,
          ours_median_ms: times[i]!.median_ms,
          rounds: times[i]!.rounds,
          facts: {
            steps: found[i]!.steps,
            mostRounds: settle.maxIterations,
            worstResidual: settle.worstResidual,
            solves,
            failures: result.failures.length,
          },
        };
        context.note(
          `${row.name}: ${row.facts!.steps} steps, at most ${settle.maxIterations} rounds, worst residual ${settle.worstResidual.toExponential(1)}, solved ${solves}, ${result.failures.length} failures`,
        );
        yield row;
      }
    }
  },
};
