import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { documentOf, documentText } from "../../sim-core/exchange/inp/document";
import { readInp } from "../../sim-core/exchange/inp/read";
import { rewriteInp, type WaterModel, writeInp } from "../../sim-core/exchange/inp/write";
import { issueText } from "../../sim-core/model/issue";
import { runEpanet } from "../support/epanet";
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
