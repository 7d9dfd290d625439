import type { WaterSchedule } from "../../../model/schedule";
import type { WaterNetwork } from "../network";
import { tankHead } from "../tanks";
import { Hands } from "./hands";
import type { Told } from "./order";
import { Rules } from "./rules";
import { Controls } from "./simple";

/** Two instants closer than this are one. */
const INSTANT_s = 1e-6;
/** Instants of a run's own clock, kept in the state. */
type Clock = { [name in "dueAt_s" | "actedAt_s"]: Float64Array };

/** Where a step of the file's own ends at the latest: its hydraulic step, the next pattern value, the next report. */
export function stepEnd(schedule: WaterSchedule, time_s: number, nextReport_s: number): number {
  const period = Math.floor((time_s + schedule.patternStart_s) / schedule.patternStep_s) + 1;
  let end = time_s + schedule.hydraulicStep_s;
  // EPANET's own sum: with a pattern start, the end is that much later than the value's.
  const pattern = period * schedule.patternStep_s;
  if (pattern > time_s && pattern < end) end = pattern;
  if (nextReport_s > time_s && nextReport_s < end) end = nextReport_s;
  return end;
}

/**
 * What a file's own controls and rules do in a coupled run, at the file's own steps: a solution's flows hold until the
 * next of them, as in EPANET, unless somebody or another network changes something before. Instants are EPANET's, but
 * that a tank is full or empty when it is, not at the whole second: no water is made or lost by rounding.
 */
export class Automation {
  readonly hands: Hands;
  private readonly controls: Controls;
  private readonly rules: Rules;
  private readonly clock: Clock;

  constructor(
    private readonly network: WaterNetwork,
    private readonly schedule: WaterSchedule,
    told: Told,
  ) {
    this.hands = new Hands(network);
    this.controls = new Controls(network, schedule, this.hands, told);
    this.rules = new Rules(network, schedule, this.hands, told);
    const column = (name: string) => network.kernel.column("run", name) as Float64Array;
    this.clock = { dueAt_s: column("dueAt_s"), actedAt_s: column("actedAt_s") };
    this.disturb();
  }

  /** The last solution holds at this instant: nothing is due, and nothing was touched. */
  holds(time_s: number): boolean {
    return time_s < this.clock.dueAt_s[0]! - INSTANT_s;
  }

  /** Something was touched: what is due must be found anew. */
  disturb(): void {
    this.clock.dueAt_s[0] = Number.NaN;
  }

  /** Rules, patterns and controls of this instant, in EPANET's order. False while the last solution holds. */
  act(time_s: number): boolean {
    if (this.holds(time_s)) return false;
    const since_s = this.checkedBefore(time_s);
    if (this.rules.count > 0 && time_s > since_s) this.rules.check(time_s, time_s - since_s);
    this.network.applyProfiles(time_s);
    this.controls.act(time_s);
    this.clock.actedAt_s[0] = time_s;
    return true;
  }

  /** End of the step that begins with the flows at hand; found once, then kept. `tankEvent_s`: next full or empty tank. */
  dueAt(time_s: number, tankEvent_s: number): number {
    const { schedule, clock } = this;
    if (this.holds(time_s)) return clock.dueAt_s[0]!;
    const nextReport = (Math.floor(time_s / schedule.reportStep_s) + 1) * schedule.reportStep_s;
    // A tank's event may lie between whole seconds; EPANET's own steps go on from the one beside it.
    let end = Math.round(stepEnd(schedule, time_s, nextReport));
    if (tankEvent_s < end) end = tankEvent_s;
    end = this.controls.limit(time_s, end);
    if (this.rules.count > 0) end = this.firstRule(time_s, end);
    clock.dueAt_s[0] = end;
    return end;
  }

  /** The instant before which rules were asked last: at the last step's beginning, or at a whole rule step since. */
  private checkedBefore(time_s: number): number {
    const { ruleStep_s } = this.schedule;
    const whole = (Math.ceil((time_s - INSTANT_s) / ruleStep_s) - 1) * ruleStep_s;
    return Math.max(this.clock.actedAt_s[0]!, whole);
  }

  /** Rules look at every whole rule step, at what the tanks will hold then. */
  private firstRule(time_s: number, end_s: number): number {
    const { network, rules, schedule } = this;
    const { tanks } = network.net;
    const volumes = network.volume.slice();
    const heads = tanks.map((t) => network.head[t.node]!);
    let since = Math.max(this.clock.actedAt_s[0]!, Math.floor(time_s / schedule.ruleStep_s) * schedule.ruleStep_s);
    let found = end_s;
    for (let n = Math.floor(time_s / schedule.ruleStep_s) + 1; n * schedule.ruleStep_s < end_s; n++) {
      const at = n * schedule.ruleStep_s;
      tanks.forEach((tank, i) => {
        const volume = volumes[i]! + network.outflow[tank.node]! * (at - time_s);
        network.volume[i] = Math.max(tank.minVolume_k, Math.min(tank.maxVolume_k, volume));
        network.head[tank.node] = tankHead(tank, network.volume[i]!);
      });
      if (rules.isDue(at, at - since)) {
        found = at;
        break;
      }
      since = at;
    }
    network.volume.set(volumes);
    tanks.forEach((tank, i) => {
      network.head[tank.node] = heads[i]!;
    });
    return found;
  }
}
