import { QUALITY, REASONS, type Sample } from "@/sim-core";

/** What the stream's `values` carries: columns, null for NaN. */
interface Values {
  readonly tags: readonly string[];
  readonly tag: readonly number[];
  readonly value: readonly (number | null)[];
  readonly time: readonly number[];
  readonly received: readonly number[];
  readonly quality: readonly number[];
  readonly reason: readonly number[];
  readonly status?: readonly number[];
  readonly revision?: readonly number[];
}

export function samplesOf(data: string): Sample[] {
  const v: Values = JSON.parse(data);
  return v.tag.map((t, k) => ({
    tag: v.tags[t],
    value: v.value[k] ?? Number.NaN,
    source_ms: v.time[k],
    receive_ms: v.received[k],
    quality: QUALITY[v.quality[k]],
    reason: REASONS[v.reason[k]],
    status: v.status?.[k] ?? 0,
    revision: v.revision?.[k] ?? 0,
  }));
}
