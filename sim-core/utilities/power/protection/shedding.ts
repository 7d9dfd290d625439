import { quantityText } from "../../../units/display";
import type { Grid } from "../bound";
import { type ClockWork, type Clockwork, DUE_s } from "./clock";
import type { ShedBlock } from "./plan";

/**
 * Blocks that are shed after a threshold has been passed for its delay, and come back by the opposite. A dead bus sheds
 * nothing: there is no voltage to be low.
 */
export class Shedding implements Clockwork {
  private readonly g: Grid;
  private readonly say: ClockWork["say"];
  private readonly list: readonly ShedBlock[];
  private readonly isShed: Uint8Array;
  private readonly timer: Float64Array;
  private readonly views: readonly Float64Array[];

  constructor({ g, say }: ClockWork) {
    this.g = g;
    this.say = say;
    this.list = g.net.plan.blockList;
    this.isShed = g.kernel.column("block", "isShed") as Uint8Array;
    this.timer = g.kernel.column("block", "timer_s") as Float64Array;
    const rows = { voltage_1: "bus", loading_1: "branch", power_W: "source" } as const;
    this.views = this.list.map(({ quantity }) => g.kernel.column(rows[quantity], quantity) as Float64Array);
  }

  /** True while a block's clock runs: beyond the threshold when it is connected, back within when it is shed. */
  private isRunning(k: number): boolean {
    const { quantity, row, threshold, restoreAt } = this.list[k]!;
    const value = this.views[k]![row]!;
    const isLow = quantity === "voltage_1";
    if (isLow && this.g.isEnergised[row] === 0) return false;
    if (this.isShed[k] === 1) return isLow ? value > restoreAt : value < restoreAt;
    return isLow ? value < threshold : value > threshold;
  }

  private delay_s(k: number): number {
    return this.isShed[k] === 1 ? this.list[k]!.restoreDelay_s : this.list[k]!.delay_s;
  }

  next_s(): number {
    let next_s = Number.POSITIVE_INFINITY;
    for (let k = 0; k < this.list.length; k++)
      if (this.isRunning(k)) next_s = Math.min(next_s, Math.max(this.delay_s(k) - this.timer[k]!, DUE_s));
    return next_s;
  }

  advance(dt_s: number): void {
    for (let k = 0; k < this.list.length; k++) this.timer[k] = this.isRunning(k) ? this.timer[k]! + dt_s : 0;
  }

  act(): boolean {
    let isSwitched = false;
    for (let k = 0; k < this.list.length; k++) {
      if (this.timer[k]! <= 0 || this.timer[k]! < this.delay_s(k) - DUE_s || !this.isRunning(k)) continue;
      const { loads, branches, quantity, row, threshold, restoreAt } = this.list[k]!;
      const isBack = this.isShed[k] === 1;
      for (const load of loads) this.g.isConnected[load] = isBack ? 1 : 0;
      for (const branch of branches) this.g.isClosed[branch] = isBack ? 1 : 0;
      this.isShed[k] = isBack ? 0 : 1;
      this.timer[k] = 0;
      isSwitched = true;
      const value = this.views[k]![row]!;
      const limit = isBack ? restoreAt : threshold;
      const unit = quantity === "power_W" ? "W" : "1";
      const shown = (x: number) => quantityText(x, unit, "power", quantity);
      const sign = value < limit ? "<" : ">";
      const text = `${isBack ? "picked up again" : "shed"}: ${shown(value)} ${sign} ${shown(limit)}`;
      this.say({
        element: this.g.net.plan.blocks.ids[k]!,
        quantity,
        value,
        limit,
        unit,
        priority: isBack ? 3 : 1,
        text,
      });
    }
    return isSwitched;
  }
}
