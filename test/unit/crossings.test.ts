import { expect, it } from "vitest";
import { type Crossing, Crossings } from "@/sim-core/derive/crossings";
import type { Limit } from "@/sim-core/model/district";
import { district, element } from "../support/district";

const limit: Limit = {
  id: "L1",
  element: "F7",
  quantity: "loading_1",
  side: "above",
  value: 1,
  hysteresis: 0.05,
  minDuration_s: 600,
  priority: 2,
  text: "Feeder {name} at {value} of rating since {since} (limit {limit})",
};
const layout = {
  length: 1,
  columns: [{ table: "power", rows: "branch", name: "loading_1", unit: "1", ids: ["F7"], offset: 0 }],
} as const;

function said(values: readonly number[], changed: Partial<Limit> = {}): Crossing[] {
  const place = district([element("F7", "line")], { limits: [{ ...limit, ...changed }] });
  const clock = (s: number) => `14:${String(Math.floor(s / 60)).padStart(2, "0")}`;
  const crossings = new Crossings(place, layout, clock);
  const found: Crossing[] = [];
  values.forEach((value, tick) => crossings.look(Float64Array.of(value), tick * 300, found));
  return found;
}

it("a crossing is said once, after 600 s above the limit, and names when it began", () => {
  const found = said([0.9, 1.1, 1.15, 1.18, 1.2]);
  expect(found.map((f) => [f.type, f.time_s, f.since_s])).toEqual([["crossing", 900, 300]]);
  expect(found[0]!.text.replace(/\u202f/g, " ")).toBe("Feeder F7 at 118 % of rating since 14:05 (limit 100 %)");
});

it("a value that comes back before 600 s says nothing", () => {
  expect(said([1.1, 1.1, 0.99, 1.1, 1.1, 0.99])).toEqual([]);
});

it("it returns only 5 points below the limit: 0.97 is not back, 0.94 is", () => {
  const found = said([1.1, 1.1, 1.1, 0.97, 1.02, 0.97, 0.94, 0.97]);
  expect(found.map((f) => [f.type, f.time_s])).toEqual([
    ["crossing", 600],
    ["return", 1800],
  ]);
});

it("below works upside down, and an absent value changes nothing", () => {
  const found = said([1.2, 0.9, Number.NaN, 0.9, 1.04, 1.06], { side: "below" });
  expect(found.map((f) => [f.type, f.time_s])).toEqual([
    ["crossing", 900],
    ["return", 1500],
  ]);
});

it("a limit on a quantity that nobody records is an Issue", () => {
  const place = district([element("F7", "line")], { limits: [{ ...limit, quantity: "pressure_Pa" }] });
  const { issues } = new Crossings(place, layout, () => "");
  expect(issues.map((i) => i.code)).toEqual(["limitWithoutColumn"]);
});
