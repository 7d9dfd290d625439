import { describe, expect, it } from "vitest";
import { readPipenet } from "../../../sim-core/exchange/pipenet/read";
import { issueText } from "../../../sim-core/model/issue";
import { UTILITIES } from "../../../sim-core/utilities/registry";
import { solversModule } from "../../support/module";

const constant = (value: number) => ({ law: "constant", value });
const good = () => ({
  schema: "pipe-network-reference/1",
  name: "two",
  fluid: {
    is_gas: true,
    density: constant(0.8),
    viscosity: constant(1.1e-5),
    heat_capacity: constant(2100),
    compressibility: constant(1),
  } as Record<string, unknown>,
  model: { mode: "hydraulics", friction_model: "nikuradse" } as Record<string, unknown>,
  network: {
    junction: { id: [0, 1], height_m: { all: 0 }, tfluid_k: { all: 283.15 } },
    pipe: {
      id: [0],
      from_junction: [0],
      to_junction: [1],
      length_km: [1],
      inner_diameter_mm: [100],
      k_mm: { all: 0.1 },
    },
    ext_grid: { id: [0], junction: [0], p_bar: [1], t_k: [283.15], type: ["pt"] },
    sink: { id: [0], junction: [1], mdot_kg_per_s: [0.01] },
  } as Record<string, Record<string, unknown>>,
});
type File = ReturnType<typeof good>;

/** All messages from reading and compiling, as a user sees them. */
function messages(change: (file: File) => void): string[] {
  const file = good();
  change(file);
  const read = readPipenet(JSON.stringify(file), "net.json");
  if (!read.district) return read.issues.map(issueText);
  return UTILITIES[read.utility]!.open(solversModule(), read.district).issues.map(issueText);
}

const BAD: readonly [what: string, change: (file: File) => void, message: string][] = [
  [
    "another schema",
    (f) => {
      f.schema = "pipe-network/9";
    },
    "net.json: schema: got pipe-network/9, wanted pipe-network-reference/1",
  ],
  [
    "a table of unequal columns",
    (f) => {
      f.network.pipe!.length_km = [1, 2];
    },
    "net.json: pipe, length_km: got 2 values, wanted 1, one for each id",
  ],
  [
    "a text for a number",
    (f) => {
      f.network.pipe!.length_km = ["long"];
    },
    'net.json: pipe 0, length_km: got "long", wanted a number',
  ],
  [
    "a missing column",
    (f) => {
      delete f.network.sink!.mdot_kg_per_s;
    },
    "net.json: sink 0, mdot_kg_per_s: got nothing, wanted a number",
  ],
  [
    "an unknown friction law",
    (f) => {
      f.model.friction_model = "magic";
    },
    "net.json: model.friction_model: got magic, wanted nikuradse or colebrook or swamee-jain",
  ],
  [
    "a property without a law",
    (f) => {
      f.fluid.viscosity = {};
    },
    "net.json: fluid.viscosity: got undefined, wanted constant with a value, or piecewise_linear_extrapolated with x and y",
  ],
  [
    "a kind of element nobody knows",
    (f) => {
      f.network.teleporter = { id: [0] };
    },
    "net.json: teleporter, table: got teleporter, wanted junction, pipe, valve, ext_grid, sink, source, pump, compressor, press_control, regulator, flow_control, heat_exchanger, heat_consumer, circ_pump_pressure (this kind of element is not supported)",
  ],
  [
    "a pipe to a junction that is not there",
    (f) => {
      f.network.pipe!.to_junction = [7];
    },
    "pipe:0, connects: got junction:7, wanted the id of a gasJunction (is it spelt right and in the district?)",
  ],
  [
    "a pipe from a junction to itself",
    (f) => {
      f.network.pipe!.to_junction = [0];
    },
    "pipe:0, connects: got junction:0 twice, wanted two different nodes",
  ],
  [
    "a diameter in micrometres",
    (f) => {
      f.network.pipe!.inner_diameter_mm = [100_000];
    },
    "pipe:0, diameter_m: got 100, wanted 0.0001 to 10 m (metres, not millimetres)",
  ],
  [
    "a length below zero",
    (f) => {
      f.network.pipe!.length_km = [-1];
    },
    "pipe:0, length_m: got -1000, wanted 0 to 1000000000 m",
  ],
  [
    "degrees Celsius",
    (f) => {
      f.network.junction!.tfluid_k = { all: 10 };
    },
    "junction:0, temperature_K: got 10, wanted 200 to 500 K (kelvin, not degrees Celsius)",
  ],
  [
    "no feed",
    (f) => {
      delete f.network.ext_grid;
    },
    "junction:0 (the gas network has no citySource: nothing holds its pressure)",
  ],
  [
    "a heat element in a gas net",
    (f) => {
      f.network.heat_consumer = { id: [3], from_junction: [0], to_junction: [1] };
    },
    "net.json: heat_consumer 3, table: got heat_consumer, wanted a table of gas networks",
  ],
];

describe("pipe-network-reference/1", () => {
  it("the untouched file reads and compiles without a message", () => {
    expect(messages(() => {})).toEqual([]);
  });

  for (const [what, change, message] of BAD) {
    it(`${what}: "${message.slice(0, 70)}"`, () => expect(messages(change)).toContain(message));
  }

  it("broken JSON is a message, not an exception", () => {
    const { district, issues } = readPipenet("{", "net.json");
    expect(district).toBeNull();
    expect(issueText(issues[0]!)).toMatch(/^net\.json:1: JSON: got .+, wanted well-formed JSON$/);
  });
});
