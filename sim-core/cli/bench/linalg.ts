import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LAYOUT } from "../../compile/layout";
import { type Kernel, openKernel } from "../../solve/kernel";
import { projectRoot } from "../place";
import { gridPairs, type Pair, streetPairs, uniform } from "./graphs";
import type { BenchArea, BenchContext, BenchRow } from "./row";
import { benchRow, rowFrom } from "./row";

const ZERO_ROWS = Object.fromEntries(LAYOUT.water.rowSets.map((rows) => [rows, 0]));

interface Graph {
  readonly name: string;
  readonly n: number;
  readonly pairs: readonly Pair[];
}

/** Made when they are asked for: half a million edges, which no other verb is to wait for at its start. */
const graphs = (): readonly Graph[] => [
  ...[100, 1_000, 10_000, 100_000].map((n) => ({ name: `streets ${n}`, n, pairs: streetPairs(n, 1) })),
  ...[10, 32, 100, 316].map((w) => ({ name: `grid ${w} x ${w}`, n: w * w, pairs: gridPairs(w, w) })),
];

/** A kernel of its own with a matrix of the graph's pattern analysed. `kind` is the prefix of its verbs. */
function analysed(context: BenchContext, graph: Graph, kind: "ldlt" | "lu2") {
  const kernel = openKernel(context.solvers, "water", ZERO_ROWS);
  const { verbs } = kernel;
  const m = graph.pairs.length;
  const rows = kernel.arrayFrom(Int32Array.from(graph.pairs, (p) => p[0]));
  const cols = kernel.arrayFrom(Int32Array.from(graph.pairs, (p) => p[1]));
  const slots = kernel.array("i32", m);
  const b = kernel.array("f64", 2 * graph.n);
  const x = kernel.array("f64", 2 * graph.n);
  const started = performance.now();
  const handle = verbs[`${kind}Analyse`]!(graph.n, m, rows.address, cols.address, slots.address);
  const analyse_ms = performance.now() - started;
  if (handle === 0) throw new Error(`${graph.name}: analysis failed, ${JSON.stringify(kernel.report())}`);
  kernel.seal();
  b.view.fill(1);
  return { kernel, handle, slots: slots.view, b, x, analyse_ms };
}

/** Weights of a network: -w off the diagonal, their sum and a little more on it. */
function fillLdlt(graph: Graph, kernel: Kernel, handle: number, slots: Int32Array): Float64Array {
  const values = new Float64Array(slots.buffer, kernel.verbs.ldltValues!(handle), kernel.verbs.ldltSlotCount!(handle));
  const random = uniform(2);
  values.fill(0);
  for (let i = 0; i < graph.n; i++) values[i] = 1e-2;
  graph.pairs.forEach(([i, j], e) => {
    const w = 0.01 + random();
    values[slots[e]!]! -= w;
    values[i]! += w;
    values[j]! += w;
  });
  return values;
}

function fillLu2(graph: Graph, kernel: Kernel, handle: number, slots: Int32Array): void {
  const values = new Float64Array(slots.buffer, kernel.verbs.luValues!(handle), 4 * kernel.verbs.luSlotCount!(handle));
  const random = uniform(3);
  values.fill(0);
  graph.pairs.forEach(([i, j], e) => {
    for (const slot of [slots[e]!, slots[e]! ^ 1]) for (let k = 0; k < 4; k++) values[4 * slot + k] = 2 * random() - 1;
    for (const row of [i, j]) for (const k of [0, 3]) values[4 * row + k]! += 2.5;
  });
}

async function* ldltRows(context: BenchContext, graph: Graph): AsyncIterable<BenchRow> {
  const { kernel, handle, slots, b, x, analyse_ms } = analysed(context, graph, "ldlt");
  const { verbs } = kernel;
  fillLdlt(graph, kernel, handle, slots);
  const pattern = verbs.ldltPattern!(handle);
  const facts = {
    unknowns: graph.n,
    fill: verbs.patternFill!(pattern),
    products: verbs.patternFlops!(pattern),
    analyse_ms,
  };
  const ok = (status: number) => {
    if (status !== 0) throw new Error(`${graph.name}: status ${status}`);
  };
  const options = { budget_ms: 1500, facts };
  yield benchRow(`ldlt factor, ${graph.name}`, () => ok(verbs.ldltFactor!(handle)), undefined, options);
  yield benchRow(`ldlt solve, ${graph.name}`, () => ok(verbs.ldltSolve!(handle, b.address, x.address)), undefined, {
    budget_ms: 500,
  });
}

async function* lu2Rows(context: BenchContext, graph: Graph): AsyncIterable<BenchRow> {
  const { kernel, handle, slots, b, x, analyse_ms } = analysed(context, graph, "lu2");
  const { verbs } = kernel;
  fillLu2(graph, kernel, handle, slots);
  const ok = (status: number) => {
    if (status !== 0) throw new Error(`${graph.name}: status ${status}`);
  };
  const facts = {
    unknowns: 2 * graph.n,
    fill: verbs.patternFill!(verbs.luPattern!(handle)),
    products: 8 * verbs.luBlockProducts!(handle),
    analyse_ms,
  };
  const options = { budget_ms: 1500, facts };
  yield benchRow(`lu2 factor, ${graph.name}`, () => ok(verbs.lu2Factor!(handle)), undefined, options);
  yield benchRow(`lu2 solve, ${graph.name}`, () => ok(verbs.lu2Solve!(handle, b.address, x.address)), undefined, {
    budget_ms: 500,
  });
}

const ROUNDS = 9;

/** The same factorisation in C on the same pattern, both in turn; nothing where there is no gcc. */
async function* peerRows(context: BenchContext): AsyncIterable<BenchRow> {
  const graph = graphs().find((g) => g.name === "grid 100 x 100")!;
  const { kernel, handle, slots, b, x } = analysed(context, graph, "ldlt");
  const { verbs } = kernel;
  const values = fillLdlt(graph, kernel, handle, slots);
  const pattern = verbs.ldltPattern!(handle);
  const fill = verbs.patternFill!(pattern);
  const pairs = verbs.patternPairs!(pattern);
  const list = (verb: string, length: number) => new Int32Array(slots.buffer, verbs[verb]!(pattern), length);
  const parts: (Int32Array | Float64Array)[] = [
    Int32Array.of(graph.n, pairs, fill, ROUNDS),
    list("patternColumnStart", graph.n + 1),
    list("patternColumnRows", fill),
    list("patternRowStart", graph.n + 1),
    list("patternRowColumns", fill),
    list("patternPairStart", graph.n + 1),
    list("patternPairColumns", pairs),
    Float64Array.from(list("patternOrder", graph.n), (row) => values[row]!),
    values.slice(graph.n),
  ];
  const folder = mkdtempSync(join(tmpdir(), "crosscurrent-bench-"));
  try {
    const program = join(folder, "peer-ldlt");
    try {
      const source = join(projectRoot(), "test/bench/peer-ldlt.c");
      execFileSync("gcc", ["-O3", "-march=native", "-ffp-contract=off", source, "-o", program], { stdio: "pipe" });
    } catch {
      context.note("linalg: no gcc here, so no native peer");
      return;
    }
    const input = join(folder, "matrix.bin");
    writeFileSync(input, Buffer.concat(parts.map((p) => new Uint8Array(p.buffer, p.byteOffset, p.byteLength))));
    const ours: [number[], number[]] = [[], []];
    const theirs: number[][] = [];
    for (let turn = 0; turn < 8; turn++) {
      const answer = execFileSync(program, [input], { encoding: "utf8" }).trim().split(" ").map(Number);
      theirs.push(answer);
      for (let i = 0; i < ROUNDS; i++) {
        const t0 = performance.now();
        verbs.ldltFactor!(handle);
        const t1 = performance.now();
        verbs.ldltSolve!(handle, b.address, x.address);
        ours[0].push(t1 - t0);
        ours[1].push(performance.now() - t1);
      }
      // 1/D and the right-hand side in turn
      const cells = new Float64Array(slots.buffer, verbs.ldltCells!(handle), 2 * graph.n);
      const sum = cells.reduce((a, x, i) => (i % 2 === 0 ? a + x : a), 0);
      if (Math.abs(sum - answer[4]!) > 1e-9 * Math.abs(sum)) throw new Error("linalg: the peer found another factor");
    }
    const sorted = (a: number[]) => a.sort((x, y) => x - y);
    for (const [i, what] of ["factor", "solve"].entries()) {
      const mine = sorted(ours[i]!);
      const peer = sorted(theirs.map((t) => t[2 * i]!));
      const medians = sorted(theirs.map((t) => t[2 * i + 1]!));
      yield rowFrom({
        name: `ldlt ${what}, ${graph.name}, beside C`,
        ours_ms: mine[0]!,
        ours_median_ms: mine[mine.length >> 1]!,
        peer: "gcc -O3, same pattern",
        peer_ms: peer[0]!,
        peer_median_ms: medians[medians.length >> 1]!,
        rounds: mine.length,
        facts: { unknowns: graph.n, fill },
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The 100 x 100 grid: the speed of the day, against which other areas' rows can be judged on any machine. */
export const yardstickRows = (context: BenchContext): AsyncIterable<BenchRow> =>
  ldltRows(context, graphs().find((g) => g.name === "grid 100 x 100")!);

export const linalgBench: BenchArea = {
  name: "linalg",
  summary: "LDLT and 2 x 2-block LU, 1e2 to 1e5 unknowns, beside plain C",
  async *rows(context) {
    yield* peerRows(context);
    for (const graph of graphs()) yield* ldltRows(context, graph);
    for (const graph of graphs()) if (graph.n <= 10_000) yield* lu2Rows(context, graph);
  },
};
