import { expect, it } from "vitest";
import { bindRule } from "@/sim-core/control/act";
import { checkRules } from "@/sim-core/control/check";
import { observe } from "@/sim-core/control/observe";
import type { Rule } from "@/sim-core/model/district";
import type { Tag } from "@/sim-core/model/tag";
import { district, element } from "../support/district";

const tag = (id: string, owner: string): Tag => {
  return { id, element: "T1", quantity: "level_m", unit: "m", owner, release: "own" };
};
const tags = new Map([
  ["level", tag("level", "water")],
  ["foreign", tag("foreign", "power")],
]);
const pumpRule: Rule = {
  id: "R1",
  owner: "water",
  kind: "tankLevelPump",
  target: "P1",
  parameters: { levelTag: "level", on_m: 2, off_m: 4, nightOff_m: 5 },
};

const seen = (value: number) => ({
  value,
  quality: Number.isNaN(value) ? ("bad" as const) : ("good" as const),
  age_s: 0,
});

function run(rule: Rule, values: readonly number[], hour = 12) {
  const memory = Float64Array.of(Number.NaN);
  const bound = bindRule(rule);
  return values.map(
    (value, i) =>
      bound.act(
        observe("water", i, tags, () => seen(value)),
        hour,
        memory,
        0,
      )?.fields,
  );
}

it("a tank-level rule starts the pump below 2 m, stops it above 4 m, and is silent between", () => {
  expect(run(pumpRule, [3, 1.9, 1.8, 3, 4.1, 3])).toEqual([
    undefined,
    { isOn: true },
    undefined,
    undefined,
    { isOn: false },
    undefined,
  ]);
});

it("at night the same rule fills to 5 m", () => {
  expect(run(pumpRule, [1.9, 4.1, 5], 2)).toEqual([{ isOn: true }, undefined, { isOn: false }]);
});

it("a rule without a good value does nothing", () => {
  expect(run(pumpRule, [1.9, Number.NaN, 4.2])).toEqual([{ isOn: true }, undefined, { isOn: false }]);
});

it("reading a Tag of another owner throws, and so does an unknown one", () => {
  const seat = observe("water", 0, tags, () => seen(1));
  expect(seat.read("level").value).toBe(1);
  expect(() => seat.read("foreign")).toThrow("water may not read Tag foreign of power");
  expect(() => seat.read("nowhere")).toThrow("does not exist");
  const spy = { ...pumpRule, parameters: { ...pumpRule.parameters, levelTag: "foreign" } };
  expect(() => run(spy, [1])).toThrow("may not read");
});

it("a rule that would look over the fence, or lacks a parameter, is an Issue before the run", () => {
  const place = district([element("P1", "waterPump"), element("T1", "tank")], {
    tags: [...tags.values()],
    rules: [
      pumpRule,
      { ...pumpRule, id: "R2", parameters: { levelTag: "foreign", on_m: 2, off_m: 4 } },
      { ...pumpRule, id: "R3", parameters: { levelTag: "level", on_m: 2 } },
      { ...pumpRule, id: "R4", target: "T1" },
      { ...pumpRule, id: "R5", kind: "magic" },
    ],
  });
  expect(checkRules(place).map((i) => [i.element, i.code])).toEqual([
    ["R2", "foreignTag"],
    ["R3", "missingParameter"],
    ["R4", "wrongTargetKind"],
    ["R5", "unknownRuleKind"],
  ]);
});
