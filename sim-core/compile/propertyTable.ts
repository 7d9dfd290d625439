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
}
