import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { parseArgs, UsageError } from "../../sim-core/cli/args";
import { main } from "../../sim-core/cli/main";
import { shared, sharedTest } from "../support/shared";
import { seed, size } from "../support/size";

const folder = mkdtempSync(join(tmpdir(), "crosscurrent-fuzz-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("whatever is typed is either understood or refused by a UsageError", () => {
  const flags = {
    hours: { type: "number", meaning: "", min: 0 },
    json: { type: "path", meaning: "" },
    quiet: { type: "switch", meaning: "" },
  } as const;
  const word = fc.oneof(fc.string(), fc.constantFrom("--hours", "--json", "--quiet", "--", "-1", "1e400", "--hours="));
  fc.assert(
    fc.property(fc.array(word), (typed) => {
      try {
        const { flags: got } = parseArgs(typed, [{ name: "x", meaning: "", optional: true, rest: true }], flags);
        expect(got.hours === undefined || (Number.isFinite(got.hours) && got.hours >= 0)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
      }
    }),
    { seed: seed(1), numRuns: size(1000, 100_000) },
  );
});

/** Lines dropped, doubled or swapped, and tokens replaced by what people really leave in files. */
const junk = fc.constantFrom(
  "",
  "-1",
  "0",
  "NaN",
  "1e999",
  "abc",
  ";",
  "[",
  "}",
  "null",
  "-",
  "99999999999",
  "\t",
  "é",
);
const damage = fc.array(
  fc.record({
    kind: fc.constantFrom("drop", "double", "token", "cut"),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    token: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    junk,
  }),
  { minLength: 1, maxLength: 4 },
);
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(text: string, wounds: Damage): string {
  // JSON files may be one line: break them at commas, which means the same to a reader
  const breaks = text.startsWith("{") ? /(?<=,)/ : /(?<=\n)/;
  const lines = text.split(breaks);
  for (const { kind, at, token, junk: put } of wounds) {
    const i = Math.floor(at * lines.length);
    if (kind === "drop") lines.splice(i, 1);
    else if (kind === "double") lines.splice(i, 0, lines[i] ?? "");
    else if (kind === "cut") lines.length = Math.max(1, i);
    else {
      const words = (lines[i] ?? "").split(/([\s:,]+)/);
      words[2 * Math.floor(token * Math.ceil(words.length / 2))] = put;
      lines[i] = words.join("");
    }
  }
  return lines.join("");
}

for (const name of [
  "water/Net1.inp",
  "power/matpower/case14.m",
  "gas/stanet_square_n.json",
  "heat/openmodelica_heights.json",
])
  sharedTest(
    `a damaged ${name} is solved or refused with a reason, never a stack of calls`,
    async () => {
      const text = readFileSync(shared("reference", name), "utf8");
      const file = join(folder, basename(name));
      const solve = async (content: string) => {
        writeFileSync(file, content);
        const notes: string[] = [];
        const note = (line: string) => void notes.push(line);
        const code = await main(["solve", file], { out: () => {}, note, path: (p) => p, json: () => {} });
        return { code, notes: notes.join("\n") };
      };
      expect((await solve(text)).code).toBe(0);
      await fc.assert(
        fc.asyncProperty(damage, async (wounds) => {
          const { code, notes } = await solve(damaged(text, wounds));
          expect(notes).not.toMatch(/\n\s+at \S/);
          expect(code === 0 || (code === 1 && notes !== "")).toBe(true);
        }),
        { seed: seed(2), numRuns: size(40, 2000), interruptAfterTimeLimit: size(20_000, 600_000) },
      );
    },
    size(60_000, 900_000),
  );
