/** A material property against temperature: piecewise linear, both ends extrapolated; one point means a constant. */
export class Table {
  constructor(
    readonly x: readonly number[],
    readonly y: readonly number[],
  ) {}

  at(x: number): number {
    const { x: xs, y: ys } = this;
    if (xs.length === 1) return ys[0]!;
    let i = 1;
    while (i < xs.length - 1 && x > xs[i]!) i++;
    return ys[i - 1]! + ((ys[i]! - ys[i - 1]!) * (x - xs[i - 1]!)) / (xs[i]! - xs[i - 1]!);
  }

  /** x then y, as assembly/core/table.ts reads it. */
  get packed(): Float64Array {
    return Float64Array.from([...this.x, ...this.y]);
  }

  /** x, y, and the integral of y from x[0] on. */
  get packedWithIntegral(): Float64Array {
    const { x, y } = this;
    const sums = [0];
    for (let i = 1; i < x.length; i++) sums.push(sums[i - 1]! + 0.5 * (y[i]! + y[i - 1]!) * (x[i]! - x[i - 1]!));
    return Float64Array.from([...x, ...y, ...sums]);
  }
}
