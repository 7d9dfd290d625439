import type { District, Edits, FrameLayout, RunResult, Scenario, Slab } from "@/sim-core";

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
  readonly name: string | null;
  readonly parentId: string | null;
  readonly forkTick: number | null;
  readonly engineHash: string;
}

export interface KeptLine extends KeptRun {
  readonly edits: Edits | null;
}

export interface StoredRun extends KeptLine {
  readonly result: RunResult | null;
  readonly layout: FrameLayout | null;
  readonly blocks: readonly { readonly firstTick: number; readonly tickCount: number }[];
}

export interface KeptInputs {
  readonly district: District;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly ticks: number;
}

export async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  const body = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
  throw new Error(body?.error?.message ?? `the server answered ${response.status}`);
}

export const asked = async <T>(path: string): Promise<T> =>
  (await checked(await fetch(`/api/runs${path}`))).json() as Promise<T>;

export async function sent(method: "POST" | "PUT", path: string, body: unknown): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return checked(await fetch(`/api/runs${path}`, { method, headers, body: JSON.stringify(body) }));
}

export async function sendBlock(id: string, firstTick: number, values: Float32Array<ArrayBuffer>): Promise<void> {
  const headers = { "content-type": "application/octet-stream" };
  await checked(await fetch(`/api/runs/${id}/blocks/${firstTick}`, { method: "PUT", headers, body: values }));
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

export async function fetchBlock(
  id: string,
  block: { readonly firstTick: number; readonly tickCount: number },
  width: number,
): Promise<Slab> {
  const answer = await checked(await fetch(`/api/runs/${id}/blocks/${block.firstTick}`));
  const values = await inflated(await answer.arrayBuffer(), 4 * block.tickCount * width);
  return { firstTick: block.firstTick, tickCount: block.tickCount, values: new Float32Array(values) };
}
