import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { uniform } from "../../../sim-core/cli/bench/graphs";
import { unpackedText } from "../../../sim-core/cli/unpacked";
import { jsonLine } from "../../../sim-core/exchange/jsonLine";
import { type MatpowerCase, readMatpowerCase, writeCaseFile, writeCaseJson } from "../../../sim-core/exchange/matpower";
import { hasShared, shared } from "../../support/shared";

const CASE = `function mpc = small
mpc.version = '2';
mpc.baseMVA = 10;
mpc.bus = [
	1	3	0	-0	0	0	1	1	0	12.66	1	Inf	0.9;
	7	1	0.1	6e-8	0	5	1	1.0123456789012345	0	12/sqrt(3)	1	1.1	NaN;
];
mpc.gen = [
	1	0	0	Inf	-Inf	1	100	1	10	0;
];
mpc.branch = [
	1	7	0.0922	0.0470	0	0	0	0	0	0	1	-360	360	5	6;
];
mpc.gencost = [ 2 0 0 3 0 20 0 ];
mpc.bus_name = {
	'Mill''s yard';
	'Two';
};
mpc.genfuel = { 'coal' };
Vbase = mpc.bus(1, 10) * 1e3;
mpc.branch(:, [3 4]) = mpc.branch(:, [3 4]) / (Vbase^2 / 1e7);
`;

const bits = (data: ArrayLike<number>) => Array.from(new BigUint64Array(Float64Array.from(data).buffer));
/** Everything of a case, numbers by their bits. */
const facts = (c: MatpowerCase) => ({
  name: c.name,
  baseMVA: c.baseMVA,
  tables: [c.bus, c.gen, c.branch].map((t) => [t.name, t.rows, t.width, bits(t.data)]),
  names: c.busNames,
  others: [...c.others].map(([name, v]) => [name, typeof v === "object" && "data" in v ? bits(v.data) : v]),
});
const read = (text: string, file: string): MatpowerCase => {
  const { found, issues } = readMatpowerCase(text, file);
  if (!found) throw new Error(JSON.stringify(issues.slice(0, 3)));
  return found;
};

describe("a MATPOWER case that is read, written and read again", () => {
  it("is the same bit for bit: signed zeros, NaN, Inf, names, costs, extra columns, converted units", () => {
    const first = read(CASE, "small.m");
    expect(first.others.has("Vbase")).toBe(false);
    const again = read(writeCaseFile(first, ["written again", ""]), "small.m");
    expect(facts(again)).toEqual(facts(first));
    expect(again.busNames).toEqual(["Mill's yard", "Two"]);
  });

  it("as JSON is the same bit for bit but for infinite numbers, which are named and become 1e30", () => {
    const finite = read(CASE.replace(/-?\bInf\b/g, "7"), "small.m");
    const { text, issues } = writeCaseJson(finite);
    expect(issues).toEqual([]);
    expect(facts(read(text, "small.case.json"))).toEqual(facts(finite));
    const endless = writeCaseJson(read(CASE, "small.m"));
    expect(endless.issues.map((i) => i.element)).toEqual(["bus 1", "gen 1", "gen 1"]);
    expect(read(endless.text, "small.case.json").gen.at(0, "QMIN")).toBe(-1e30);
  });

  const folder = hasShared ? shared("reference/power/matpower") : "";
  const files = hasShared ? readdirSync(folder).filter((f) => /\.(m|case\.json)(\.gz)?$/.test(f)) : [];
  it.skipIf(files.length === 0)(
    "holds for every reference case, .m and .case.json alike",
    () => {
      for (const file of files) {
        const name = file.replace(/\.gz$/, "");
        const first = read(unpackedText(`${folder}/${file}`), name);
        expect(facts(read(writeCaseFile(first), "x.m")), file).toEqual(facts(first));
        const { text, issues } = writeCaseJson(first);
        if (issues.length === 0) expect(facts(read(text, "x.case.json")), file).toEqual(facts(first));
      }
      expect(files.length).toBeGreaterThan(15);
    },
    60_000,
  );
});

it("a text that is no JSON is told by its line, and only such a text: 2,000 mutants against JSON.parse", () => {
  const source = writeCaseJson(read(CASE.replace(/-?\bInf\b/g, "7"), "small.m")).text;
  const random = uniform(4);
  let broken = 0;
  for (let k = 0; k < 2000; k++) {
    const at = Math.floor(random() * source.length);
    const piece = ["", ",", "]", "{", '"', "1", "-", "\\", ":", "e"][Math.floor(10 * random())]!;
    const text = source.slice(0, at) + piece + source.slice(at + Math.floor(2 * random()));
    let isBroken = false;
    try {
      JSON.parse(text);
    } catch {
      isBroken = true;
    }
    expect(jsonLine(text) !== undefined, text).toBe(isBroken);
    if (isBroken) broken++;
  }
  expect(broken).toBeGreaterThan(200);
  expect(jsonLine('{\n"a": 1,\n"b": [2,,3]\n}')).toBe(3);
});
