import type { District, FrameLayout, RunResult, Scenario } from "@/sim-core";
import { buildAtlas } from "../_state/atlas";
import { History } from "../_state/history";
import { NO_RUN, useWorkbench } from "../_state/store";
import { pinFirstCharts } from "./charts";
import { thePool } from "./pool";
import { pause } from "./time";
import { colourFirst } from "./view";

/** A line of the list of kept runs, as the server gives it. */
export interface KeptRun {
  readonly id: string;
  readonly createdAt: string;
  readonly scenario: { readonly id: string; readonly name: string };
  readonly district: { readonly id: string; readonly name: string; readonly elements: number };
  readonly seed: number;
  readonly ticks: number;
  readonly status: string;
  readonly digest: string | null;
  readonly wall_ms: number | null;
}

interface StoredRun extends KeptRun {
  readonly result: RunResult | null;
  readonly layout: FrameLayout | null;
  readonly blocks: readonly { readonly firstTick: number; readonly tickCount: number }[];
}

interface Kept {
  readonly district: District;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly result: RunResult;
}

/** About a megabyte a block: one request each, and a reopened run shows its morning while the evening still loads. */
const BLOCK_BYTES = 1 << 20;

async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  const body = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
  throw new Error(body?.error?.message ?? `the server answered ${response.status}`);
}

/** Keeps a finished run on the server; gives its id, or null when the server cannot (the run stays on screen). */
export async function keepRun({ district, scenario, seed, result }: Kept): Promise<string | null> {
  const { history } = useWorkbench.getState();
  if (!history || history.received === 0) return null;
  try {
    const body = JSON.stringify({
      ...{ kind: "finished", scenario, district, seed, ticks: result.ticks, result },
      layout: history.layout,
    });
    const made = await checked(
      await fetch("/api/runs", { method: "POST", headers: { "content-type": "application/json" }, body }),
    );
    const { id } = (await made.json()) as { id: string };
    const { length } = history.layout;
    const perBlock = Math.max(1, Math.floor(BLOCK_BYTES / (4 * length)));
    for (let first = 0; first < history.received; first += perBlock) {
      const to = Math.min(history.received, first + perBlock);
      const values = history.values.slice(first * length, to * length);
      await checked(
        await fetch(`/api/runs/${id}/blocks/${first}`, {
          method: "PUT",
          headers: { "content-type": "application/octet-stream" },
          body: values,
        }),
      );
    }
    return id;
  } catch (error) {
    console.warn("the run was not kept:", error);
    return null;
  }
}

export async function listKept(): Promise<readonly KeptRun[]> {
  const answer = await checked(await fetch("/api/runs"));
  return ((await answer.json()) as { runs: KeptRun[] }).runs;
}

export async function forgetKept(id: string): Promise<void> {
  await checked(await fetch(`/api/runs/${id}`, { method: "DELETE" }));
}

/** Blocks are stored deflated; whether the browser has inflated one already depends on what passed its headers on. */
async function inflated(bytes: ArrayBuffer, wanted: number): Promise<ArrayBuffer> {
  if (bytes.byteLength === wanted) return bytes;
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const whole = await new Response(plain).arrayBuffer();
  if (whole.byteLength !== wanted)
    throw new Error(`a block of ${whole.byteLength} bytes came where ${wanted} were kept`);
  return whole;
}

/** Puts a kept run back on screen with the district and scenario it was made with. */
export async function reopen(id: string): Promise<void> {
  pause();
  const [stored, inputs] = await Promise.all([
    fetch(`/api/runs/${id}`)
      .then(checked)
      .then((r) => r.json() as Promise<StoredRun>),
    fetch(`/api/runs/${id}/inputs`)
      .then(checked)
      .then((r) => r.json() as Promise<{ district: District; scenario: Scenario; seed: number }>),
  ]);
  const { result, layout } = stored;
  if (!result || !layout) throw new Error("this run was kept without its result");
  const { district, scenario, seed } = inputs;
  const s = useWorkbench.getState();
  const isSame = s.atlas && JSON.stringify(s.atlas.district) === JSON.stringify(district);
  const history = new History(layout, result.ticks, scenario.tick_s, scenario.start_s);
  useWorkbench.setState({
    atlas: isSame ? s.atlas : buildAtlas(district),
    scenarios: [...s.scenarios.filter((x) => x.id !== scenario.id), scenario],
    scenarioId: scenario.id,
    seed,
    history,
    received: 0,
    tick: 0,
    events: [...result.events].sort((a, b) => a.tick - b.tick || a.priority - b.priority),
    run: { ...NO_RUN, phase: "finished", share_1: 1, result, kept: "yes", source: "replayed" },
    ...(isSame ? {} : { selected: null, chain: null, hovered: null, found: null }),
    charts: [],
  });
  colourFirst();
  for (const block of [...stored.blocks].sort((a, b) => a.firstTick - b.firstTick)) {
    const answer = await fetch(`/api/runs/${id}/blocks/${block.firstTick}`).then(checked);
    const values = await inflated(await answer.arrayBuffer(), 4 * block.tickCount * layout.length);
    if (useWorkbench.getState().history !== history) return;
    history.take({ firstTick: block.firstTick, tickCount: block.tickCount, values: new Float32Array(values) });
    useWorkbench.setState({ received: history.received });
  }
  pinFirstCharts();
}

/** Runs a kept run again from its own inputs; gives the digest that comes out. */
export async function runAgain(id: string): Promise<string> {
  const inputs = await fetch(`/api/runs/${id}/inputs`)
    .then(checked)
    .then((r) => r.json() as Promise<{ district: District; scenario: Scenario; seed: number; ticks: number }>);
  const { district, scenario, seed, ticks } = inputs;
  const outcome = await thePool().submit({ kind: "run", district, scenario, seed, ticks, frames: "none" }).outcome;
  if (!outcome.ok) throw new Error(outcome.text);
  return outcome.result.digest;
}
