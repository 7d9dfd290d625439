import type { Element } from "../model/element";
import { MODE } from "./device";
import { connected, flagField, numberField, rowOf, type Surroundings, solved, solvedFlags } from "./surroundings";

/** A gas engine or burner stops when its inlet pressure is too low to run it (`minInlet_Pa`, gauge). */
export class GasInlet {
  readonly node: number;
  private readonly least_Pa: number;
  private readonly pressure_Pa: Float64Array;

  constructor(element: Element, around: Surroundings) {
    this.node = rowOf(around, "gas", "node", connected(around, element, ["gasJunction"])?.id);
    this.least_Pa = numberField(element, "minInlet_Pa");
    this.pressure_Pa = solved(around, "gas", "node", "pressure_Pa");
  }

  get isTooLow(): boolean {
    return this.node >= 0 && this.pressure_Pa[this.node]! < this.least_Pa;
  }
}

export interface MachineDefaults {
  readonly startDelay_s: number;
  readonly restartDelay_s: number;
  /** Change of output over rated, per second; Infinity: at once. */
  readonly ramp_1_s: number;
  readonly minLoad_1: number;
  /** Trips below this voltage of its bus. */
  readonly underVoltage_1: number;
  /** Wanted to run where the district does not say. */
  readonly isOn?: boolean;
}

/**
 * What every rotating or switched device shares: off -> starting (delay) -> running, trips when its bus dies or sags,
 * comes back by itself after its own delay, and moves its output no faster than its ramp.
 */
export class Machine {
  readonly row: number;
  readonly busRow: number;
  readonly minLoad_1: number;
  /** Mean output over the coming step, over rated; 0 unless running. */
  mean_1 = 0;
  private readonly startDelay_s: number;
  private readonly restartDelay_s: number;
  private readonly ramp_1_s: number;
  private readonly underVoltage_1: number;
  private readonly around: Surroundings;
  private readonly isOn: Uint8Array;
  private readonly command: Float64Array;
  private readonly mode: Int32Array;
  private readonly output: Float64Array;
  private readonly timer: Float64Array;
  private readonly alive: Uint8Array;
  private readonly voltage: Float64Array;

  /** `inlet`: the gas that it burns; without enough of it, it trips and does not come back. */
  constructor(
    element: Element,
    row: number,
    around: Surroundings,
    defaults: MachineDefaults,
    private readonly inlet?: GasInlet,
  ) {
    this.row = row;
    this.around = around;
    this.busRow = rowOf(around, "power", "bus", connected(around, element, ["bus"])?.id);
    const rated_W = numberField(element, "ratedPower_W", numberField(element, "ratedHeat_W", 1));
    const ramp_W_s = numberField(element, "rampPower_W_s");
    this.ramp_1_s = numberField(
      element,
      "rampPower_1_s",
      Number.isNaN(ramp_W_s) ? defaults.ramp_1_s : ramp_W_s / rated_W,
    );
    this.startDelay_s = numberField(element, "startDelay_s", defaults.startDelay_s);
    this.restartDelay_s = numberField(element, "restartDelay_s", defaults.restartDelay_s);
    this.minLoad_1 = numberField(element, "minLoad_1", defaults.minLoad_1);
    this.underVoltage_1 = numberField(element, "underVoltage_1", defaults.underVoltage_1);
    this.isOn = around.table.u8("device", "isOn");
    this.command = around.table.f64("device", "command_1");
    this.mode = around.table.i32("device", "mode");
    this.output = around.table.f64("device", "output_1");
    this.timer = around.table.f64("device", "timer_s");
    this.alive = solvedFlags(around, "power", "bus", "isEnergised");
    this.voltage = solved(around, "power", "bus", "voltage_1");
    this.timer[row] = Number.NaN;
    this.isOn[row] = flagField(element, "isOn", defaults.isOn ?? true) ? 1 : 0;
    this.command[row] = numberField(element, "command_1");
    // A day starts in the middle of things: what is wanted runs, at its command or at no load.
    this.mode[row] = this.isOn[row] ? MODE.running : MODE.off;
    this.output[row] = this.isOn[row] && !Number.isNaN(this.command[row]!) ? this.command[row]! : 0;
  }

  get isRunning(): boolean {
    return this.mode[this.row] === MODE.running;
  }

  /** Its bus is alive and not below its limit, its gas has the pressure it needs. */
  get isSupplied(): boolean {
    const { busRow } = this;
    if (busRow >= 0 && !(this.alive[busRow] === 1 && this.voltage[busRow]! >= this.underVoltage_1)) return false;
    return !this.inlet?.isTooLow;
  }

  private get hasPower(): boolean {
    return this.busRow < 0 || this.alive[this.busRow] === 1;
  }

  /** Voltage of its bus; 1 where it has none. */
  get voltage_1(): number {
    return this.busRow < 0 ? 1 : this.voltage[this.busRow]!;
  }

  /** The command, NaN when it follows the load. */
  get command_1(): number {
    return this.command[this.row]!;
  }

  begin(): void {
    const { row } = this;
    const isDue = !(this.timer[row]! > 0);
    if (this.mode[row] === MODE.outOfService) {
      this.mean_1 = 0;
      this.output[row] = 0;
      return;
    }
    if (this.mode[row] === MODE.tripped) {
      const wasCounting = !Number.isNaN(this.timer[row]!);
      this.count();
      if (wasCounting && isDue && !Number.isNaN(this.timer[row]!)) this.mode[row] = MODE.off;
    }
    if (!this.isOn[row] && (this.mode[row] === MODE.running || this.mode[row] === MODE.starting)) {
      this.mode[row] = MODE.off;
      this.timer[row] = Number.NaN;
    }
    if (this.mode[row] === MODE.off) {
      this.timer[row] = Number.NaN;
      if (this.isOn[row] && this.hasPower) {
        this.mode[row] = this.startDelay_s > 0 ? MODE.starting : MODE.running;
        this.timer[row] = this.startDelay_s > 0 ? this.startDelay_s : Number.NaN;
      }
    } else if (this.mode[row] === MODE.starting && isDue) {
      this.mode[row] = MODE.running;
      this.timer[row] = Number.NaN;
    }
    if (!this.isRunning) this.output[row] = 0;
    this.mean_1 = this.isRunning ? this.ramped(this.target(), this.around.planned_s).mean_1 : 0;
  }

  /** Trips when its bus is dead or sags, or its gas fails; true when it was running or starting. */
  trip(): boolean {
    const { row } = this;
    if (this.mode[row] === MODE.tripped) this.count();
    if (this.isSupplied || (this.mode[row] !== MODE.running && this.mode[row] !== MODE.starting)) return false;
    this.mode[row] = MODE.tripped;
    this.timer[row] = Number.NaN;
    this.mean_1 = 0;
    this.output[row] = 0;
    return true;
  }

  /** The delay of a tripped machine counts from the instant at which it is supplied again; a new loss ends the count. */
  private count(): void {
    const { row } = this;
    if (!this.isSupplied) this.timer[row] = Number.NaN;
    else if (Number.isNaN(this.timer[row]!)) this.timer[row] = this.restartDelay_s;
  }

  /** `followed_1`: the output that a load follower had; commanded machines ramp to their command. */
  commit(dt_s: number, followed_1 = Number.NaN): void {
    const { row } = this;
    if (this.timer[row]! > 0) {
      const left_s = this.timer[row]! - dt_s;
      this.timer[row] = left_s > 1e-6 ? left_s : 0;
    }
    if (!this.isRunning) return;
    this.output[row] = Number.isNaN(followed_1) ? this.ramped(this.target(), dt_s).end_1 : followed_1;
  }

  private target(): number {
    const command = this.command[this.row]!;
    return Number.isNaN(command) ? this.output[this.row]! : Math.min(Math.max(command, this.minLoad_1), 1);
  }

  private readonly ramp = { mean_1: 0, end_1: 0 };
  /** A straight ramp that may reach its target within the step: mean and end of it. */
  private ramped(target_1: number, dt_s: number) {
    const from_1 = this.output[this.row]!;
    const way_1 = target_1 - from_1;
    const need_s = Math.abs(way_1) / this.ramp_1_s;
    if (need_s >= dt_s) {
      this.ramp.end_1 = from_1 + Math.sign(way_1) * this.ramp_1_s * dt_s;
      this.ramp.mean_1 = (from_1 + this.ramp.end_1) / 2;
    } else {
      this.ramp.end_1 = target_1;
      this.ramp.mean_1 = (need_s * ((from_1 + target_1) / 2) + (dt_s - need_s) * target_1) / dt_s;
    }
    return this.ramp;
  }
}
