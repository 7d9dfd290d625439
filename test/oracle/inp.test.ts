import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openInp } from "../../sim-core/exchange/inp";
import { documentOf, documentText } from "../../sim-core/exchange/inp/document";
import { readInp } from "../../sim-core/exchange/inp/read";
import { rewriteInp, type WaterModel, writeInp } from "../../sim-core/exchange/inp/write";
import { issueText } from "../../sim-core/model/issue";
import { findColumn } from "../../sim-core/record/frame";
import { advance, frameLayout, openRun } from "../../sim-core/session/run";
import { compileWater } from "../../sim-core/utilities/water/compile";
import { runEpanet } from "../support/epanet";
import { solversModule } from "../support/module";
import { randomInp } from "../support/random-inp";
import { hasShared, shared } from "../support/shared";
import { size } from "../support/size";
import { runOurs } from "../support/water";

const RANDOM = size(40, 300);

function model(text: string, name: string): WaterModel {
  const { district, schedule, issues } = readInp(text, name);
  if (!district || !schedule)
    throw new Error(
      issues
        .filter((i) => i.severity === "error")
        .slice(0, 5)
        .map(issueText)
        .join("\n"),
    );
  return { district, schedule };
}

/** Written anew, read again: the same model; solved by both engines: the same bits as from the file itself. */
async function expectSame(text: string, name: string, solves: boolean): Promise<void> {
  const first = model(text, name);
  expect(rewriteInp(documentOf(text), first, first)).toBe(documentText(documentOf(text)));
  const written = writeInp(first);
  const second = model(written, name);
  expect(second).toEqual(first);
  expect(writeInp(second)).toBe(written);
  if (!solves) return;
  expect(runOurs(written, name).steps).toEqual(runOurs(text, name).steps);
  const [theirs, again] = [await runEpanet(text), await runEpanet(written)];
  expect(again.length).toBe(theirs.length);
  for (const [i, step] of theirs.entries()) {
    expect(again[i]!.t).toBe(step.t);
    expect(again[i]!.isOpen).toEqual(step.isOpen);
    expect(again[i]!.head).toEqual(step.head);
    expect(again[i]!.flow).toEqual(step.flow);
  }
}

describe.skipIf(!hasShared)("every shared network written and read again", () => {
  const folder = hasShared ? shared("reference", "water") : "";
  for (const name of hasShared ? readdirSync(folder).filter((f) => f.endsWith(".inp")) : [])
    it(`${name}: the same model to the last bit, the same results in both engines`, async () => {
      await expectSame(readFileSync(`${folder}/${name}`, "utf8"), name, true);
    });
});

describe(`${RANDOM} random networks written and read again`, () => {
  for (let seed = 1; seed <= RANDOM; seed++)
    it(`seed ${seed}: the same model to the last bit, the same results in both engines`, async () => {
      await expectSame(randomInp(seed), `seed-${seed}.inp`, true);
    });
});

describe.skipIf(!hasShared)("an imported file as a district and a scenario", () => {
  // L-TOWN: what its own accuracy leaves (README of the references). Net1: its pump rule looks once a tick.
  for (const [name, limit_m] of [
    ["L-TOWN", 0.004],
    ["Net1", 0.1],
  ] as const)
    it(`${name}: 6 h of a coupled run as the file's own run, heads to ${limit_m} m`, () => {
      const text = readFileSync(shared("reference", "water", `${name}.inp`), "utf8");
      const opened = openInp(text, `${name}.inp`);
      const { district, scenario } = opened.coupled!;
      const own = runOurs(text, name).steps;
      const { net } = compileWater(district);
      const perMetre = 1 / opened.read.schedule!.units.length_m;
      const { run } = openRun(solversModule(), district, scenario, 1);
      const head = findColumn(frameLayout(run!), "water", "node", "head_m")!;
      let compared = 0;
      let worst_m = 0;
      for (let tick = 0; tick * scenario.tick_s <= 6 * 3600; tick++) {
        const values = advance(run!);
        const step = own.find((s) => s.t === tick * scenario.tick_s);
        if (!step) continue;
        compared++;
        for (let i = 0; i < net!.nodes.count; i++)
          worst_m = Math.max(worst_m, Math.abs(values[head.offset + i]! - step.head[i]! / perMetre));
      }
      expect(run!.failures).toEqual([]);
      expect(compared).toBeGreaterThanOrEqual(7);
      console.log(`${name}: worst head ${(worst_m * 1000).toFixed(3)} mm over ${compared} instants`);
      expect(worst_m).toBeLessThan(limit_m);
    });
});
