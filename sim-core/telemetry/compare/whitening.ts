import { type Band, departureOf } from "./band";
import { newsOf } from "./wander";
import type { HeldDay } from "./watch";

/**
 * What hangs together on sound days: the correlation of all Tags' innovations (a busy evening moves every flow and
 * pressure of its zone at once), and its Cholesky factor. Innovations that went through it are independent, of variance 1, so
 * that their sum of squares says how unlikely they are together.
 *  Shrunk towards independence: R = (1 - s) C + s I; a Tag without values stands alone.
 *  Source: Ledoit and Wolf 2004 for the form; s is a constant here: a few thousand ticks for some eighty Tags.
 */
export class Whitening {
  private readonly factor: Float64Array;

  private constructor(
    readonly tags: readonly string[],
    readonly bands: readonly Band[],
    correlation: Float64Array,
  ) {
    this.factor = cholesky(correlation, tags.length);
  }

  static learn(days: readonly HeldDay[], bands: ReadonlyMap<string, Band>, clip: number): Whitening {
    const tags = [...bands.keys()];
    const list = tags.map((tag) => bands.get(tag)!);
    const n = tags.length;
    const sum = new Float64Array(n * n);
    for (const { residuals, predicted } of days) {
      const news = tags.map((tag, k) => {
        const loads = predicted.get(tag)!;
        return newsOf(
          list[k]!.wander,
          residuals.get(tag)!.map((r, t) => departureOf(list[k]!, r, loads[t]!)),
        ).map((x) => (Number.isNaN(x) ? 0 : Math.min(clip, Math.max(-clip, x))));
      });
      for (let t = 1; t < (news[0]?.length ?? 0); t++)
        for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) sum[i * n + j]! += news[i]![t]! * news[j]![t]!;
    }
    const correlation = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        const scale = Math.sqrt(sum[i * n + i]! * sum[j * n + j]!);
        const r = i === j ? 1 : scale > 0 ? ((1 - SHRINK_1) * sum[i * n + j]!) / scale : 0;
        correlation[i * n + j] = r;
        correlation[j * n + i] = r;
      }
    return new Whitening(tags, list, correlation);
  }

  /** Standardised innovations of one tick, in place: z becomes L^-1 z. */
  whiten(z: Float64Array, at = 0): void {
    const n = this.tags.length;
    for (let i = 0; i < n; i++) {
      let rest = z[at + i]!;
      for (let j = 0; j < i; j++) rest -= this.factor[i * n + j]! * z[at + j]!;
      z[at + i] = rest / this.factor[i * n + i]!;
    }
  }
}
const SHRINK_1 = 0.1;

/** Lower factor of a symmetric positive definite matrix, row by row. */
function cholesky(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let rest = a[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= l[i * n + k]! * l[j * n + k]!;
      l[i * n + j] = i === j ? Math.sqrt(Math.max(rest, 1e-9)) : rest / l[j * n + j]!;
    }
  return l;
}
