import { expect, it } from "vitest";
import { bookInterruption, type Interruptions } from "@/sim-core/model/interruption";

const blank = (): Interruptions => ({
  dark_s: new Float64Array(1),
  outage_s: new Float64Array(1),
  sustained: new Int32Array(1),
  momentary: new Int32Array(1),
});
const book = (parts: readonly (readonly [isServed: boolean, dt_s: number])[]) => {
  const all = blank();
  for (const [isServed, dt_s] of parts) bookInterruption(all, 0, isServed, dt_s);
  return [all.sustained[0], all.momentary[0], all.outage_s[0]];
};

it("300 s are one momentary interruption, 301 s one sustained of 301 s, however the time is cut", () => {
  expect(
    book([
      [false, 300],
      [true, 60],
    ]),
  ).toEqual([0, 1, 0]);
  expect(
    book([
      [false, 301],
      [true, 60],
    ]),
  ).toEqual([1, 0, 301]);
  expect(
    book([
      [false, 100],
      [false, 200],
      [false, 1],
      [true, 1],
    ]),
  ).toEqual([1, 0, 301]);
});

it("two interruptions of 10 min and one of 12 s are two sustained of 1,200 s and one momentary", () => {
  expect(
    book([
      [false, 600],
      [true, 50],
      [false, 12],
      [true, 9],
      [false, 300],
      [false, 300],
      [true, 5],
    ]),
  ).toEqual([2, 1, 1200]);
});

it("an interruption that lasts counts its time up to now, once it is longer than 300 s", () => {
  expect(book([[false, 250]])).toEqual([0, 0, 0]);
  expect(
    book([
      [false, 250],
      [false, 250],
    ]),
  ).toEqual([1, 0, 500]);
});
