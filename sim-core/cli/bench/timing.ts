/** One subject of a comparison: something that can be done again and again with the same outcome. */
export interface Subject {
  readonly name: string;
  run(): void | Promise<void>;
}

export interface Timing {
  readonly min_ms: number;
  readonly median_ms: number;
  readonly rounds: number;
}

export interface TimingOptions {
  /** Runs before anything is measured, so that the JIT has seen the code. */
  readonly warmup?: number;
  readonly minRounds?: number;
  readonly maxRounds?: number;
  /** Measuring ends after this time, though not before minRounds. */
  readonly budget_ms?: number;
}

/** Times several subjects in turn (a, b, a, b ...), so that what else the machine does falls on all alike.
 *  The order is reversed every other round: who runs first pays for cold caches.
 *  Not: one after the other; on a shared machine the two halves then differ by 30 % for equal code. */
export async function timeAlternately(subjects: readonly Subject[], options: TimingOptions = {}): Promise<Timing[]> {
  const { warmup = 2, minRounds = 5, maxRounds = 50, budget_ms = 4000 } = options;
  const times: number[][] = subjects.map(() => []);
  for (let i = 0; i < warmup; i++) for (const subject of subjects) await subject.run();
  const started = performance.now();
  for (let round = 0; round < maxRounds; round++) {
    if (round >= minRounds && performance.now() - started > budget_ms) break;
    for (let k = 0; k < subjects.length; k++) {
      const at = round % 2 === 0 ? k : subjects.length - 1 - k;
      const before = performance.now();
      const pending = subjects[at].run();
      if (pending) await pending;
      times[at].push(performance.now() - before);
    }
  }
  return times.map((list) => {
    list.sort((a, b) => a - b);
    const middle = list.length >> 1;
    const median_ms = list.length % 2 ? list[middle] : (list[middle - 1] + list[middle]) / 2;
    return { min_ms: list[0], median_ms, rounds: list.length };
  });
}
