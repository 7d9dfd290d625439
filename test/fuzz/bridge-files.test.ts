import { expect, test } from "vitest";
import { harbourside } from "../../scenarios/districts/harbourside";
import { demoFiles, fieldPoints } from "../../sim-core/cli/field/points";
import { type Issue, issueText } from "../../sim-core/model/issue";
import { Random } from "../../sim-core/model/random";
import { readBridgeConfig } from "../../sim-core/telemetry/config";
import { pointsOf, rewritten } from "../../sim-core/telemetry/edit";
import { jsonFault } from "../../sim-core/telemetry/json-fault";
import { readMapping } from "../../sim-core/telemetry/mapping";
import { seed, size } from "../support/size";

const district = harbourside();
const points = fieldPoints(district);
const files = demoFiles(district, points.slice(0, 12), {
  ...{ mqtt: "mqtt://127.0.0.1:1", opcua: "opc.tcp://127.0.0.1:2", workbench: "http://127.0.0.1:3", token: "t" },
  interval_s: 5,
});
const STRANGE: readonly unknown[] = [
  ...[
    null,
    true,
    -1,
    0,
    Number.MAX_VALUE,
    1e300,
    "",
    "x",
    "\u0000",
    "__proto__",
    [],
    {},
    [null],
    { a: 1 },
    "mqtt://[",
    "#/a",
  ],
  ...["http://u:p@h", "kPa", "NaN", -0, "\ud800", "constructor", [2, 1], { constructor: "x" }, "x".repeat(3000)],
];

/** Changes one thing anywhere in a value: another value, a field less, one more, a thing twice. */
function mutated(value: unknown, random: Random): unknown {
  const root = structuredClone(value);
  let at = root as Record<string, unknown>;
  for (;;) {
    const names = Object.keys(at);
    if (names.length === 0) return root;
    const name = random.pick(names);
    const inner = at[name];
    if (typeof inner === "object" && inner !== null && random.below(4) > 0) {
      at = inner as Record<string, unknown>;
      continue;
    }
    const kind = random.below(4);
    if (kind === 0 && Array.isArray(at)) at.splice(Number(name), 1);
    else if (kind === 0) delete at[name];
    else if (kind === 1 && Array.isArray(at)) at.push(structuredClone(inner));
    else if (kind === 1) at[`${name}s`] = inner;
    else at[name] = random.pick(STRANGE);
    return root;
  }
}
/** Breaks the text itself: a cut, a letter less, one more, two halves in each other's place. */
function torn(text: string, random: Random): string {
  const at = random.below(text.length);
  const [a, b] = [text.slice(0, at), text.slice(at)];
  const letter = random.pick(['"', "{", "]", ",", "\\", "\u0000", "\ufeff"]);
  return random.pick([a, a + b.slice(1), a + letter + b, b + a]);
}

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const COUNT = size(5000, 100_000);
test(`${COUNT} mutated mappings and configurations: none crashes, each refusal names file, line, what was found and what is wanted`, () => {
  const random = new Random(seed(17));
  const spread = { taken: 0, refused: 0 };
  const check = (file: string, text: string, issues: readonly Issue[], isTaken: boolean) => {
    const errors = issues.filter((i) => i.severity === "error");
    spread[isTaken ? "taken" : "refused"]++;
    if (isTaken !== (errors.length === 0)) throw new Error(`${isTaken} and ${errors.length} errors: ${text}`);
    const lines = text.split("\n").length;
    for (const issue of errors) {
      const { line, got, want, field } = issue;
      const isPlace = issue.file === file && line !== undefined && line >= 1 && line <= lines;
      if (!isPlace || got === undefined || !want || !field)
        throw new Error(`${issueText(issue)} ${JSON.stringify(issue)} of\n${text}`);
    }
  };
  for (let k = 0; k < COUNT; k++) {
    const isMapping = random.below(2) === 0;
    let changed: unknown = isMapping ? files.mapping : files.bridge;
    for (let n = 1 + random.below(3); n > 0; n--) changed = mutated(changed, random);
    const whole = JSON.stringify(changed, null, random.pick([0, 1, 2]));
    const text = random.below(5) === 0 ? torn(whole, random) : whole;
    const isJson = jsonFault(text) === undefined;
    if (isJson !== parses(text)) throw new Error(`${isJson ? "taken for JSON" : "not taken for JSON"}: ${text}`);
    if (isMapping) {
      const { mapping, issues } = readMapping(text, "mapping.json", district.tags);
      check("mapping.json", text, issues, mapping !== null);
      const edited = pointsOf(text);
      if (edited && rewritten(text, edited) !== text) throw new Error(`not kept as it was: ${text}`);
    } else {
      const { config, issues } = readBridgeConfig(text, "bridge.json");
      check("bridge.json", text, issues, config !== null);
    }
  }
  console.log(JSON.stringify(spread));
  expect(spread.refused).toBeGreaterThan(COUNT / 3);
});
