import { KIND, STATUS } from "../net";
import type { PressureSwitch, WaterNetwork } from "../network";
import type { Hands } from "./hands";
import { same, type Told } from "./order";

/**
 * Pressure controls act in the kernel, at convergence of a solve. What is left to do around it: to tell of them, and to
 * free links that somebody holds when such a control falls due anew.
 */
export class PressureControls {
  private readonly status: Int32Array;
  private readonly setting: Float64Array;
  private hasActed = false;

  constructor(
    private readonly network: WaterNetwork,
    private readonly switches: readonly PressureSwitch[],
    private readonly hands: Hands,
    private readonly told: Told,
  ) {
    this.status = new Int32Array(switches.length);
    this.setting = new Float64Array(switches.length);
  }

  before(): void {
    const { network } = this;
    this.hasActed = false;
    this.switches.forEach(({ link }, i) => {
      this.status[i] = this.state(link);
      this.setting[i] = network.setting[link]!;
    });
  }

  after(): void {
    const { network, hands } = this;
    this.switches.forEach((one, i) => {
      const { link } = one;
      if (hands.isHeld(link)) {
        if (hands.lookAtPressure(link, this.isDue(one))) this.hasActed = true;
        return;
      }
      const isSame = this.status[i] === this.state(link) && same(this.setting[i]!, network.setting[link]!);
      if (isSame || !this.isDue(one)) return;
      // Two controls of one link are one piece of news.
      if (this.switches.findIndex((other, j) => j < i && other.link === link && this.isDue(other)) >= 0) return;
      this.hasActed = true;
      const { net } = network;
      const pressure_m = (one.grade_k - net.elevation_k[one.node]!) / net.constants.pressure_k;
      const side = one.isAbove ? "above" : "below";
      this.told(link, `pressure at ${net.nodes.ids[one.node]} ${side} ${pressure_m.toFixed(2)} m`);
    });
  }

  /** Once for each solve that moved something: the network is then solved again with it. */
  acted(): boolean {
    const { hasActed } = this;
    this.hasActed = false;
    return hasActed;
  }

  private isDue({ node, isAbove, grade_k }: PressureSwitch): boolean {
    const { head, net } = this.network;
    const { headTolerance } = net.constants;
    return isAbove ? head[node]! >= grade_k - headTolerance : head[node]! <= grade_k + headTolerance;
  }

  /** 1 or 0, as somebody told it: a pump that cannot lift, a valve with a setting that shuts were not switched. */
  private state(link: number): number {
    const { net, setting } = this.network;
    if (net.kind[link]! > KIND.PUMP && !Number.isNaN(setting[link]!)) return 1;
    return this.network.commanded(link) === STATUS.CLOSED ? 0 : 1;
  }
}
