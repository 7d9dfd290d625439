import type { RunEvent } from "../record/event";

/** How the events of two runs differ. */
export interface EventDifferences {
  readonly onlyA: readonly RunEvent[];
  readonly onlyB: readonly RunEvent[];
  /** The same thing at another tick. */
  readonly moved: readonly { readonly a: RunEvent; readonly b: RunEvent }[];
}

/** What happened to whom: the k-th time in one run answers to the k-th time in the other. */
const kindOf = (e: RunEvent): string =>
  `${e.type} ${e.element} ${e.quantity} ${e.limit} ${e.type === "failure" ? e.text : ""}`;

/**
 * Events that only one run has, and those that both have at different ticks. Pairs of equal ticks are taken out first,
 * so that one alarm more in the morning does not shift every later one of its kind.
 */
export function compareEvents(a: readonly RunEvent[], b: readonly RunEvent[]): EventDifferences {
  const waiting = new Map<string, RunEvent[]>();
  const put = (key: string, e: RunEvent) => {
    const list = waiting.get(key);
    if (list) list.push(e);
    else waiting.set(key, [e]);
  };
  for (const e of b) put(`${e.tick} ${kindOf(e)}`, e);
  const restA = a.filter((e) => waiting.get(`${e.tick} ${kindOf(e)}`)?.shift() === undefined);
  const restB = new Set([...waiting.values()].flat());
  waiting.clear();
  for (const e of b) if (restB.has(e)) put(kindOf(e), e);
  const onlyA: RunEvent[] = [];
  const moved: { a: RunEvent; b: RunEvent }[] = [];
  for (const e of restA) {
    const other = waiting.get(kindOf(e))?.shift();
    if (!other) {
      onlyA.push(e);
      continue;
    }
    restB.delete(other);
    moved.push({ a: e, b: other });
  }
  return { onlyA, onlyB: b.filter((e) => restB.has(e)), moved };
}
