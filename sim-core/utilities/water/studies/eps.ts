import type { WaterSchedule } from "../../../model/schedule";
import { STATUS as KERNEL } from "../../../solve/status";
import { stepEnd } from "../controls/automation";
import { Hands } from "../controls/hands";
import { Rules } from "../controls/rules";
import { Controls, pressureSwitches, wholeSecond } from "../controls/simple";
import type { WaterNet } from "../net";
import { type SolveResult, WaterNetwork } from "../network";
import { tankHead, timeToLimit } from "../tanks";
import { EnergyMeter, type PumpEnergy } from "./energy";

export interface EpsResult {
  readonly ok: boolean;
  /** Why it ended early, with the place. */
  readonly failure: string;
  readonly stepTimes_s: readonly number[];
  readonly stepIterations: readonly number[];
  readonly unbalanced_s: readonly number[];
  /** For each of them the junction around which flows and heads are furthest from their laws; "" where they are near. */
  readonly unbalancedAt: readonly string[];
  /** Steps that the usual trials did not balance, and damped steps did. */
  readonly damped_s: readonly number[];
  readonly pumps: readonly PumpEnergy[];
  /** Greatest power of all pumps together, and what is charged for it beside the energy, in the file's currency. */
  readonly peak_kW: number;
  readonly demandCost: number;
}

/**
 * A network alone through its own schedule: whole seconds, a step ends at a pattern, a report, a full or empty tank, a
 * control or a rule (Rossman 2000, chapter 12). `onStep` sees every hydraulic state.
 */
export class ExtendedPeriod {
  readonly network: WaterNetwork;
  private readonly controls: Controls;
  private readonly rules: Rules;

  constructor(
    module: WebAssembly.Module,
    readonly net: WaterNet,
    readonly schedule: WaterSchedule,
  ) {
    this.network = new WaterNetwork(module, net, pressureSwitches(net, schedule));
    const hands = new Hands(this.network);
    this.controls = new Controls(this.network, schedule, hands);
    this.rules = new Rules(this.network, schedule, hands);
  }

  /** Through the file's duration, or to `until_s`, where the last step then ends: a step as such may pass the duration. */
  run(onStep?: (time_s: number, network: WaterNetwork) => void, until_s = Number.POSITIVE_INFINITY): EpsResult {
    const { network, net, schedule } = this;
    const stepTimes: number[] = [];
    const stepIterations: number[] = [];
    const unbalanced: number[] = [];
    const unbalancedAt: string[] = [];
    const damped: number[] = [];
    const meter = new EnergyMeter(network, net);
    const mayGoOn = Number(net.options.extraTrials ?? -1) >= 0;
    network.initialise();
    let time = 0;
    let nextReport = schedule.reportStep_s;
    let failure = "";
    for (;;) {
      network.applyProfiles(time);
      this.controls.act(time);
      const result = network.solve();
      if (result.status !== KERNEL.OK) {
        failure = describe(net, result, time);
        break;
      }
      stepTimes.push(time);
      stepIterations.push(result.iterations);
      if (result.isUnbalanced) {
        unbalanced.push(time);
        unbalancedAt.push(net.nodes.ids[result.at] ?? "");
      }
      if (result.isDamped) damped.push(time);
      if (onStep) {
        network.publish();
        onStep(time, network);
      }
      if (time >= schedule.duration_s) {
        if (schedule.duration_s === 0) {
          meter.read(0);
          meter.add(3600);
        }
        break;
      }
      if (result.isUnbalanced && !mayGoOn) {
        failure = `not balanced at ${time} s, worst around ${unbalancedAt.at(-1)} (relative flow change ${result.residual.toExponential(2)})`;
        break;
      }
      meter.read(time);
      const step = this.advance(time, nextReport, until_s);
      meter.add(step);
      time += step;
      if (time >= nextReport) nextReport += schedule.reportStep_s;
    }
    return {
      ok: failure === "",
      failure,
      stepTimes_s: stepTimes,
      stepIterations,
      unbalanced_s: unbalanced,
      unbalancedAt,
      damped_s: damped,
      pumps: meter.pumps,
      peak_kW: meter.peak_kW,
      demandCost: meter.peak_kW * Number(net.options.demandCharge ?? 0),
    };
  }

  /** Length of the next step; tank levels go with it, and rules may end it. */
  private advance(time: number, nextReport: number, until_s: number): number {
    const { schedule, network, net } = this;
    let end = Math.min(stepEnd(schedule, time, nextReport), until_s);
    net.tanks.forEach((tank, i) => {
      const t = timeToLimit(
        tank,
        network.volume[i]!,
        network.head[tank.node]!,
        network.outflow[tank.node]!,
        net.constants.tinyFlow,
      );
      const at = t < end - time + 1 ? wholeSecond(time, t) : end;
      if (at > time && at < end) end = at;
    });
    end = this.controls.limit(time, end);
    const step = end - time;
    if (this.rules.count === 0) {
      this.fillTanks(step);
      return step;
    }
    // In rule steps, at whole multiples of their length, until a rule acts.
    let now = time;
    let part = Math.min(schedule.ruleStep_s - (time % schedule.ruleStep_s), step);
    do {
      now += part;
      this.fillTanks(part);
      if (this.rules.check(now, part)) break;
      part = Math.min(schedule.ruleStep_s, end - now);
    } while (part > 0);
    return now - time;
  }

  /**
   * A tank that would be full or empty within the next second is so now; one that began to fill from its lowest level
   * less than a second ago still stands there (EPANET asks volume - inflow, whichever way the water goes).
   */
  private fillTanks(step: number): void {
    const { network, net } = this;
    net.tanks.forEach((tank, i) => {
      const q = network.outflow[tank.node]!;
      let volume = network.volume[i]! + q * step;
      if (q === 0) return;
      if (volume + q >= tank.maxVolume_k) volume = tank.maxVolume_k;
      else if (volume - q <= tank.minVolume_k) volume = tank.minVolume_k;
      network.volume[i] = volume;
      network.head[tank.node] = tankHead(tank, volume);
    });
  }
}

function describe(net: WaterNet, result: SolveResult, time: number): string {
  const at = result.at >= 0 ? ` at ${net.nodes.ids[result.at]}` : "";
  const what = result.status === KERNEL.SINGULAR ? "no solution (singular)" : "no convergence";
  return `${what}${at}, ${time} s, ${result.iterations} iterations`;
}
