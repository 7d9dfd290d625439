import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { main } from "../../../sim-core/cli/main";
import type { Terminal } from "../../../sim-core/cli/verb";
import { VERBS } from "../../../sim-core/cli/verbs";

const folder = mkdtempSync(join(tmpdir(), "crosscurrent-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function type(...typed: string[]) {
  const out: string[] = [];
  const notes: string[] = [];
  const answers: unknown[] = [];
  const terminal: Terminal = {
    out: (line) => out.push(line),
    note: (line) => notes.push(line),
    path: (path) => join(folder, path),
    json: (file, value) => file !== undefined && answers.push(value),
  };
  return { code: await main(typed, terminal), out: out.join("\n"), notes: notes.join("\n"), answer: answers[0] };
}

test("help names every verb, and every verb has a help that names its flags", async () => {
  const all = await type("help");
  expect(all.code).toBe(0);
  for (const verb of VERBS) {
    expect(all.out).toContain(verb.name);
    const one = await type("help", verb.name);
    for (const flag of Object.keys(verb.flags)) expect(one.out).toContain(`--${flag}`);
  }
});

test("an unknown verb and an unknown flag leave with 2 and say what was meant", async () => {
  expect(await type("refrence")).toMatchObject({
    code: 2,
    out: "",
    notes: expect.stringContaining("did you mean reference?"),
  });
  expect(await type("bench", "--jsn", "x")).toMatchObject({
    code: 2,
    notes: expect.stringContaining("did you mean --json?"),
  });
});

test("reference on a folder that is not there leaves with 1 and names the folder", async () => {
  expect(await type("reference", "--dir", "nowhere")).toMatchObject({
    code: 1,
    notes: expect.stringContaining("nowhere"),
  });
});

test("reference skips a file of unknown form with its reason, and counts it", async () => {
  writeFileSync(join(folder, "strange.json"), '{"schema":"tidal-reference/1"}');
  const { code, answer } = await type("reference", "--dir", ".", "--json", "-");
  expect(code).toBe(0);
  expect(answer).toEqual({
    passed: 0,
    failed: 0,
    skipped: 1,
    cases: [{ name: "strange.json", ok: false, skipped: true, reason: "not supported yet: tidal-reference/1" }],
  });
});
