import type { Element } from "../model/element";
import type { PortBook } from "./port";
import { numberField, rowOf, type Surroundings, solved, solvedFlags } from "./surroundings";

interface Fed {
  readonly id: string;
  readonly utility: "water" | "heat";
  readonly linkRow: number;
  readonly busRow: number;
  readonly underVoltage_1: number;
  readonly restartDelay_s: number;
  readonly powerPort: number;
  readonly reactivePort: number;
}

/** Kinds whose motors hang on a bus by the bus's relation `feeds`. */
export const FED_KINDS = ["waterPump", "heatPlant"] as const;

/** The pairs [bus, pump] of a district, in the order of the elements. */
export function fedBy(elements: readonly Element[], element: (id: string) => Element | undefined): Map<string, string> {
  const busOf = new Map<string, string>();
  for (const bus of elements) {
    if (bus.kind !== "bus") continue;
    for (const { type, to } of bus.relations)
      if (type === "feeds" && (FED_KINDS as readonly string[]).includes(element(to)?.kind ?? "")) busOf.set(to, bus.id);
  }
  return busOf;
}

/** Motors of induction type at load: power factor 0.9. */
const REACTIVE_SHARE_1 = 0.484;

/** Pumps of water and heat on the power network: what they draw, and when they stand still. */
export class FedPumps {
  readonly list: readonly Fed[];
  private readonly ports: PortBook;
  private readonly isEnergised: Uint8Array;
  private readonly timer_s: Float64Array;
  private readonly power_W: Float64Array;
  private readonly alive: Uint8Array;
  private readonly voltage_1: Float64Array;
  private readonly drawn: Record<"water" | "heat", Float64Array>;
  private readonly flags: Record<"water" | "heat", Uint8Array>;

  constructor(around: Surroundings, busOf: ReadonlyMap<string, string>) {
    const list: Fed[] = [];
    for (const [id, bus] of busOf) {
      const element = around.element(id)!;
      const utility = element.kind === "waterPump" ? "water" : "heat";
      const busRow = rowOf(around, "power", "bus", bus);
      list.push({
        id,
        utility,
        linkRow: rowOf(around, utility, "link", id),
        busRow,
        underVoltage_1: numberField(element, "underVoltage_1", 0.85),
        restartDelay_s: numberField(element, "restartDelay_s", utility === "water" ? 15 : 60),
        powerPort: around.ports.open(id, "power", "portPower_W", busRow),
        reactivePort: around.ports.open(id, "power", "portReactive_var", busRow),
      });
    }
    this.list = list;
    this.ports = around.ports;
    this.isEnergised = around.table.u8("fed", "isEnergised");
    this.timer_s = around.table.f64("fed", "timer_s");
    this.power_W = around.table.f64("fed", "power_W");
    this.alive = solvedFlags(around, "power", "bus", "isEnergised");
    this.voltage_1 = solved(around, "power", "bus", "voltage_1");
    this.drawn = { water: solved(around, "water", "link", "power_W"), heat: solved(around, "heat", "link", "power_W") };
    this.flags = {
      water: solvedFlags(around, "water", "link", "isEnergised"),
      heat: solvedFlags(around, "heat", "link", "isEnergised"),
    };
  }

  start(): void {
    this.isEnergised.fill(1);
    this.timer_s.fill(Number.NaN);
  }

  /** The delay over, the pump may run. Also writes the solvers' flags. */
  begin(restarted: string[]): void {
    for (let i = 0; i < this.list.length; i++) {
      if (this.isEnergised[i]) continue;
      const wasCounting = !Number.isNaN(this.timer_s[i]!);
      this.count(i);
      if (!wasCounting || Number.isNaN(this.timer_s[i]!) || this.timer_s[i]! > 0) continue;
      this.isEnergised[i] = 1;
      this.timer_s[i] = Number.NaN;
      restarted.push(this.list[i]!.id);
    }
    this.flag();
  }

  private isSupplied(i: number): boolean {
    const { busRow, underVoltage_1 } = this.list[i]!;
    return busRow < 0 || (this.alive[busRow] === 1 && this.voltage_1[busRow]! >= underVoltage_1);
  }

  /** The delay counts from the instant at which the power is good again; a new loss ends the count. */
  private count(i: number): void {
    if (!this.isSupplied(i)) this.timer_s[i] = Number.NaN;
    else if (Number.isNaN(this.timer_s[i]!)) this.timer_s[i] = this.list[i]!.restartDelay_s;
  }

  update(): void {
    for (let i = 0; i < this.list.length; i++) {
      const { utility, linkRow, powerPort, reactivePort } = this.list[i]!;
      const drawn_W = linkRow >= 0 && this.isEnergised[i] ? this.drawn[utility][linkRow]! : 0;
      this.power_W[i] = Number.isNaN(drawn_W) ? 0 : drawn_W;
      // Idle pumps would otherwise make -0, which is another bit pattern than 0.
      const port_W = this.power_W[i] === 0 ? 0 : -this.power_W[i]!;
      this.ports.set(powerPort, port_W);
      this.ports.set(reactivePort, REACTIVE_SHARE_1 * port_W);
    }
  }

  /** Stops what has lost its bus or sees too low a voltage. Gives the names of what stopped. */
  trip(stopped: string[]): boolean {
    let any = false;
    for (let i = 0; i < this.list.length; i++) {
      if (!this.isEnergised[i]) {
        this.count(i);
        continue;
      }
      if (this.isSupplied(i)) continue;
      this.isEnergised[i] = 0;
      this.timer_s[i] = Number.NaN;
      stopped.push(this.list[i]!.id);
      any = true;
    }
    if (any) this.flag();
    return any;
  }

  commit(dt_s: number): void {
    for (let i = 0; i < this.list.length; i++) {
      if (!(this.timer_s[i]! > 0)) continue;
      const left_s = this.timer_s[i]! - dt_s;
      this.timer_s[i] = left_s > 1e-6 ? left_s : 0;
    }
  }

  /** 1 where a plant's pump stands for want of heat, by heat link row; kept by the plants. */
  stands: Uint8Array = new Uint8Array(0);

  /** True when a flag of this utility differs from what it was solved with. */
  changed: Record<"water" | "heat", boolean> = { water: false, heat: false };

  private flag(): void {
    for (let i = 0; i < this.list.length; i++) {
      const { utility, linkRow } = this.list[i]!;
      if (linkRow < 0) continue;
      const mayRun = utility === "heat" && this.stands[linkRow] === 1 ? 0 : this.isEnergised[i]!;
      if (this.flags[utility][linkRow] === mayRun) continue;
      this.flags[utility][linkRow] = mayRun;
      this.changed[utility] = true;
    }
  }

  /** Stops or frees the pump of a plant, whether a bus feeds it or not. */
  stand(linkRow: number, stands: boolean): void {
    this.stands[linkRow] = stands ? 1 : 0;
    const fed = this.list.findIndex((f) => f.utility === "heat" && f.linkRow === linkRow);
    const mayRun = stands ? 0 : fed < 0 ? 1 : this.isEnergised[fed]!;
    if (this.flags.heat[linkRow] === mayRun) return;
    this.flags.heat[linkRow] = mayRun;
    this.changed.heat = true;
  }
}
