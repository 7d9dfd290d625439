import { pow } from "../../../assembly/core/elementary";
import { type Kernel, type KernelArray, openKernel } from "../../solve/kernel";
import { interpolate, positionLoss, settingToSi } from "./coefficients";
import { KIND, STATUS, type WaterNet } from "./net";
import { tankVolume } from "./tanks";

export interface SolveResult {
  /** STATUS of the kernel: 0 fine. */
  readonly status: number;
  /** Node row at fault, -1 none. */
  readonly at: number;
  readonly iterations: number;
  readonly residual: number;
  /** Trials used up without reaching the accuracy, but kept (EPANET's "continue"). */
  readonly isUnbalanced: boolean;
  /** The usual trials found no balance; damped steps from the start did. */
  readonly isDamped: boolean;
}

/** A junction pressure that switches a link, asked at convergence of every solve. */
export interface PressureSwitch {
  readonly link: number;
  readonly node: number;
  readonly isAbove: boolean;
  readonly grade_k: number;
  readonly status: number;
  readonly setting_k: number;
}

/** One WASM instance with a compiled network in it, in k units: what both the coupled run and a file's own run drive. */
export class WaterNetwork {
  readonly kernel: Kernel;
  readonly head: Float64Array;
  readonly outflow: Float64Array;
  readonly fullDemand: Float64Array;
  readonly flow: Float64Array;
  readonly status: Int32Array;
  readonly setting: Float64Array;
  readonly volume: KernelArray<Float64Array>["view"];
  /** Demand of patterns and categories, before ports. State, because a Change may scale it. */
  readonly demandBase: Float64Array;
  private readonly resistance: Float64Array;
  private readonly factors: Float64Array;
  private readonly baseHead: Float64Array;
  /** For each link the status it goes back to when its power returns; -1 while it has power. */
  readonly tripped: Int32Array;
  /** Links at every node. */
  readonly adjacency: { readonly start: Int32Array; readonly links: Int32Array };

  constructor(
    module: WebAssembly.Module,
    readonly net: WaterNet,
    switches: readonly PressureSwitch[] = [],
  ) {
    const { nodes, links, junctionCount, constants: c } = net;
    const kernel = openKernel(module, "water", {
      node: nodes.count,
      link: links.count,
      fixed: nodes.count - junctionCount,
      pump: net.pumps.length,
      valve: net.controlValves.length,
      point: net.curveX.length,
      switch: switches.length,
      run: 1,
    });
    this.kernel = kernel;
    const volume = kernel.array("f64", net.tanks.length, true);
    const demandBase = kernel.array("f64", net.demands.base_k.length, true);
    const demandNode = kernel.arrayFrom(net.demands.node);
    // The factor after the last profile's is 1: for demands without one.
    const steady = net.profiles.length;
    const demandProfile = kernel.arrayFrom(net.demands.profile.map((p) => (p < 0 ? steady : p)));
    const factors = kernel.array("f64", steady + 1);

    const set = (rowSet: string, name: string, values: ArrayLike<number>): void =>
      kernel.column(rowSet, name).set(values);
    set("node", "elevation_k", net.elevation_k);
    set(
      "node",
      "elevation_m",
      net.elevation_k.map((x) => x / c.length_k),
    );
    set("node", "emitter_k", net.emitter_k);
    set("node", "leakFixed_k", net.leakFixed_k);
    set("node", "leakVariable_k", net.leakVariable_k);
    set("link", "from", net.from);
    set("link", "to", net.to);
    set("link", "isEnergised", new Uint8Array(links.count).fill(1));
    set("link", "kind", net.kind);
    set("link", "part", net.part);
    set("link", "partCount", net.partCount);
    set("link", "resistance_k", net.resistance_k);
    set("link", "minorLoss_k", net.minorLoss_k);
    set("link", "diameter_k", net.diameter_k);
    set("link", "relativeRoughness_1", net.relativeRoughness);
    const tankOf = new Map(net.tanks.map((t) => [t.node - junctionCount, t]));
    const fixed = Array.from({ length: nodes.count - junctionCount }, (_, i) => tankOf.get(i));
    set(
      "fixed",
      "minHead_k",
      fixed.map((t) => t?.minHead_k ?? Number.NEGATIVE_INFINITY),
    );
    set(
      "fixed",
      "maxHead_k",
      fixed.map((t) => t?.maxHead_k ?? Number.POSITIVE_INFINITY),
    );
    set(
      "fixed",
      "isTank",
      fixed.map((t) => (t ? 1 : 0)),
    );
    set("fixed", "canOverflow", net.canOverflow);
    set(
      "pump",
      "link",
      net.pumps.map((p) => p.link),
    );
    set(
      "pump",
      "curveKind",
      net.pumps.map((p) => p.curveKind),
    );
    set(
      "pump",
      "shutoff_k",
      net.pumps.map((p) => p.shutoff_k),
    );
    set(
      "pump",
      "slope_k",
      net.pumps.map((p) => p.slope_k),
    );
    set(
      "pump",
      "exponent_1",
      net.pumps.map((p) => p.exponent),
    );
    set(
      "pump",
      "maxHead_k",
      net.pumps.map((p) => p.maxHead_k),
    );
    set(
      "pump",
      "designFlow_k",
      net.pumps.map((p) => p.designFlow_k),
    );
    set(
      "pump",
      "firstPoint",
      net.pumps.map((p) => p.firstPoint),
    );
    set(
      "pump",
      "pointCount",
      net.pumps.map((p) => p.pointCount),
    );
    set("valve", "link", net.controlValves);
    set("point", "x_k", net.curveX);
    set("point", "y_k", net.curveY);
    set(
      "switch",
      "link",
      switches.map((x) => x.link),
    );
    set(
      "switch",
      "node",
      switches.map((x) => x.node),
    );
    set(
      "switch",
      "isAbove",
      switches.map((x) => (x.isAbove ? 1 : 0)),
    );
    set(
      "switch",
      "grade_k",
      switches.map((x) => x.grade_k),
    );
    set(
      "switch",
      "statusCode",
      switches.map((x) => x.status),
    );
    set(
      "switch",
      "setting_k",
      switches.map((x) => x.setting_k),
    );
    for (const [name, value] of Object.entries(runConstants(net))) set("run", name, [value]);
    const bound = kernel.verbs.waterBind!(
      net.demands.node.length,
      demandNode.address,
      demandBase.address,
      demandProfile.address,
      factors.address,
    );
    if (bound !== 0) throw new Error(`water: the network could not be analysed (status ${bound})`);
    kernel.seal();

    this.head = kernel.column("node", "head_k") as Float64Array;
    this.outflow = kernel.column("node", "excess_k") as Float64Array;
    this.fullDemand = kernel.column("node", "fullDemand_k") as Float64Array;
    this.flow = kernel.column("link", "flow_k") as Float64Array;
    this.status = kernel.column("link", "statusCode") as Int32Array;
    this.setting = kernel.column("link", "setting_k") as Float64Array;
    this.resistance = kernel.column("link", "resistance_k") as Float64Array;
    this.tripped = kernel.column("link", "statusBeforeTrip") as Int32Array;
    this.tripped.fill(-1);
    this.volume = volume.view;
    this.demandBase = demandBase.view;
    this.demandBase.set(net.demands.base_k);
    this.baseHead = kernel.column("node", "baseHead_k") as Float64Array;
    this.baseHead.set(net.baseHead_k);
    this.adjacency = adjacencyOf(net);
    this.factors = factors.view;
    this.factors[steady] = 1;
    this.initialise();
  }

  /** Ordering and symbolic analysis once more, in the memory of the first; gives the entries of the factor. */
  analyse(): number {
    const status = this.kernel.verbs.waterAnalyse!();
    if (status !== 0) throw new Error(`water: the network could not be analysed (status ${status})`);
    return this.kernel.report().counts[0]!;
  }

  /** The start of a run: tanks at their first level, statuses as given, flows at 1 ft/s (or 0.3 m/s), pumps at design. */
  initialise(): void {
    const { net } = this;
    const { constants: c } = net;
    for (let i = 0; i < net.nodes.count; i++)
      this.head[i] = i < net.junctionCount ? net.elevation_k[i]! : net.baseHead_k[i]!;
    this.outflow.fill(0);
    net.tanks.forEach((t, i) => {
      this.volume[i] = t.initialVolume_k;
    });
    this.status.set(net.initialStatus);
    this.setting.set(net.initialSetting_k);
    const unitVelocity = 0.3048 * c.length_k;
    for (let k = 0; k < net.links.count; k++) {
      if (net.kind[k] === KIND.PUMP) this.flow[k] = this.setting[k]! * net.pumps[net.part[k]!]!.designFlow_k;
      else this.flow[k] = ((Math.PI * net.diameter_k[k]! * net.diameter_k[k]!) / 4) * unitVelocity;
      if (this.status[k]! <= STATUS.CLOSED) this.flow[k] = c.tinyFlow;
    }
    const unit = c.isNative ? c.tinyFlow * 1e6 : 1;
    const emitterFlow = this.kernel.column("node", "emitterFlow_k");
    const leakFixedFlow = this.kernel.column("node", "leakFixedFlow_k");
    const leakVariableFlow = this.kernel.column("node", "leakVariableFlow_k");
    for (let i = 0; i < net.junctionCount; i++) {
      emitterFlow[i] = net.emitter_k[i]! > 0 ? unit : 0;
      leakFixedFlow[i] = net.leakFixed_k[i]! > 0 ? 0.001 * unit : 0;
      leakVariableFlow[i] = net.leakVariable_k[i]! > 0 ? 0.001 * unit : 0;
    }
    this.publishSettings();
  }

  /** Pattern factors at an instant: demands, heads of reservoirs, speeds of pumps. */
  applyProfiles(time_s: number): void {
    const { net, factors, kernel } = this;
    for (let p = 0; p < net.profiles.length; p++) {
      const profile = net.profiles[p]!;
      const count = profile.values.length;
      const at = Math.floor((time_s - (profile.start_s ?? 0)) / profile.step_s);
      factors[p] = profile.values[((at % count) + count) % count]!;
    }
    kernel.verbs.waterDemands!();
    for (let i = net.junctionCount; i < net.nodes.count; i++) {
      const p = net.headProfile[i]!;
      if (p >= 0) this.head[i] = this.baseHead[i]! * factors[p]!;
    }
    for (const pump of net.pumps) if (pump.speedProfile >= 0) this.setSetting(pump.link, factors[pump.speedProfile]!);
  }

  /** Head, flow, outflow and status in k units; publish() gives the SI columns. */
  solve(): SolveResult {
    const status = this.kernel.verbs.waterSolve!();
    const report = this.kernel.report();
    return {
      status,
      at: report.at,
      iterations: report.iterations,
      residual: report.residual,
      isUnbalanced: report.detail === 1,
      isDamped: report.detail === 2,
    };
  }

  /** What a link was told: of a pump without power, what it will do when the power is back. */
  commanded(k: number): number {
    return this.tripped[k]! >= 0 ? this.tripped[k]! : this.status[k]!;
  }

  /** A pump without power can be told to run; it will when it can. */
  command(k: number, status: number): void {
    if (this.tripped[k]! >= 0) this.tripped[k] = status;
    else this.status[k] = status;
  }

  /** Opens or closes a link as an operator or a rule does: a pump gets its rated speed, a control valve is fixed. */
  setStatus(k: number, isOpen: boolean): void {
    const kind = this.net.kind[k]!;
    if (kind === KIND.PUMP) {
      if (isOpen && this.commanded(k) === STATUS.CLOSED) this.resetPumpFlow(k);
      this.setting[k] = isOpen ? 1 : 0;
    } else if (kind > KIND.PUMP && kind !== KIND.GPV) this.setting[k] = Number.NaN;
    this.command(k, isOpen ? STATUS.OPEN : STATUS.CLOSED);
  }

  /** Pump speed or valve setting in k. */
  setSetting(k: number, value: number): void {
    const kind = this.net.kind[k]!;
    if (kind === KIND.PUMP) {
      this.setting[k] = value;
      const told = this.commanded(k);
      if (value > 0 && told <= STATUS.CLOSED) {
        this.resetPumpFlow(k);
        this.command(k, STATUS.OPEN);
      }
      if (value === 0 && told > STATUS.CLOSED) this.command(k, STATUS.CLOSED);
      return;
    }
    if (kind === KIND.FCV) this.status[k] = STATUS.ACTIVE;
    else if (Number.isNaN(this.setting[k]!) && this.status[k]! <= STATUS.CLOSED) this.status[k] = STATUS.OPEN;
    this.setting[k] = value;
    if (kind === KIND.PCV) this.updatePosition(k);
  }

  updatePosition(k: number): void {
    const { net } = this;
    this.resistance[k] = positionLoss(net.constants, net.minorLoss_k[k]!, this.setting[k]!, net.positionCurves.get(k));
  }

  /** A constant-power pump cannot start from no flow: its head would be without bound. */
  resetPumpFlow(k: number): void {
    const pump = this.net.pumps[this.net.part[k]!]!;
    if (pump.curveKind === 0) this.flow[k] = pump.designFlow_k;
  }

  /** A pump set going from standstill starts at its design flow, as at the start of a run. */
  startPump(k: number): void {
    this.flow[k] = this.setting[k]! * this.net.pumps[this.net.part[k]!]!.designFlow_k;
  }

  volumeAt(tank: number, head_k: number): number {
    return tankVolume(this.net.tanks[tank]!, head_k);
  }

  /** Electric power of a pump in W at the present state. */
  pumpPower_W(index: number): number {
    const { net } = this;
    const pump = net.pumps[index]!;
    const k = pump.link;
    if (this.status[k]! <= STATUS.CLOSED) return 0;
    const q = Math.abs(this.flow[k]!);
    const gain = Math.abs(this.head[net.from[k]!]! - this.head[net.to[k]!]!);
    return (gain * q * net.constants.powerToSi_W) / this.efficiency(index);
  }

  /** Efficiency at the present flow; a curve is shifted with the speed (Sarbu and Borza 1998). */
  efficiency(index: number): number {
    const pump = this.net.pumps[index]!;
    const k = pump.link;
    let e = pump.efficiency;
    if (pump.efficiencyCurve) {
      const speed = this.setting[k]!;
      e = interpolate(pump.efficiencyCurve.x, pump.efficiencyCurve.y, Math.abs(this.flow[k]!) / speed);
      if (speed !== 1) e = 1 - (1 - e) * pow(1 / speed, 0.1);
    }
    return Math.max(0.01, Math.min(1, e));
  }

  /** SI columns of the state at hand. */
  publish(): void {
    this.kernel.verbs.waterPublish!();
    this.publishSettings();
  }

  /** Columns that TypeScript keeps: settings in SI, pump power, tank levels. */
  publishSettings(): void {
    const { net, kernel } = this;
    const { constants: c } = net;
    const setting = kernel.column("link", "setting");
    for (let k = 0; k < net.links.count; k++) setting[k] = settingToSi(c, net.kind[k]!, this.setting[k]!);
    const power = kernel.column("link", "power_W");
    net.pumps.forEach((p, i) => {
      power[p.link] = this.pumpPower_W(i);
    });
    const level = kernel.column("node", "level_m");
    for (let i = 0; i < net.nodes.count; i++) level[i] = Number.NaN;
    for (const t of net.tanks) level[t.node] = (this.head[t.node]! - t.bottom_k) / c.length_k;
  }
}

function adjacencyOf(net: WaterNet): { start: Int32Array; links: Int32Array } {
  const start = new Int32Array(net.nodes.count + 1);
  for (let k = 0; k < net.links.count; k++) {
    start[net.from[k]! + 1]!++;
    start[net.to[k]! + 1]!++;
  }
  for (let i = 0; i < net.nodes.count; i++) start[i + 1]! += start[i]!;
  const next = start.slice();
  const links = new Int32Array(2 * net.links.count);
  for (let k = 0; k < net.links.count; k++) {
    links[next[net.from[k]!]!++] = k;
    links[next[net.to[k]!]!++] = k;
  }
  return { start, links };
}

/** The one row of the row set "run". */
function runConstants(net: WaterNet): Record<string, number> {
  const { constants: c, options } = net;
  const option = (name: string, fallback: number): number => Number(options[name] ?? fallback);
  const minimum = option("minimumPressure_m", 0) * c.pressure_k;
  const required = option("requiredPressure_m", 20) * c.pressure_k;
  return {
    formula: { hazenWilliams: 0, darcyWeisbach: 1, chezyManning: 2 }[String(options.headLoss ?? "hazenWilliams")] ?? 0,
    lossExponent_1: (options.headLoss ?? "hazenWilliams") === "hazenWilliams" ? 1.852 : 2,
    accuracy_1: option("accuracy_1", c.isNative ? 1e-6 : 1e-3),
    headTolerance_k: c.headTolerance,
    flowTolerance_k: c.flowTolerance,
    lowSlope_k: c.lowSlope,
    bigSlope_k: c.bigSlope,
    closedSlope_k: c.closedSlope,
    restSlope_k: c.restSlope,
    smallSlope_k: c.smallSlope,
    tinyFlow_k: c.tinyFlow,
    viscosity_k: option("viscosity_m2_s", 1.004e-6) * c.length_k * c.length_k,
    throttle_k: c.throttle,
    maxTrials: option("maxTrials", 200),
    extraTrials: option("extraTrials", -1),
    checkFrequency: option("checkFrequency", 2),
    maxCheck: option("maxCheck", 10),
    dampLimit_1: option("dampLimit_1", 0),
    headErrorLimit_k: option("headErrorLimit_m", 0) * c.length_k,
    flowChangeLimit_k: option("flowChangeLimit_m3_s", 0) * c.flow_k,
    isPressureDriven: options.demandModel === "pressureDriven" ? 1 : 0,
    minPressure_k: minimum,
    // EPANET's least range of 0.1 ft keeps the slope finite.
    pressureRange_k: Math.max(required - minimum, 0.03048 * c.length_k),
    pressureExponent_1: option("pressureExponent_1", 0.5),
    emitterExponent_1: 1 / option("emitterExponent_1", 0.5),
    canEmitterBackflow: options.emitterBackflow === false ? 0 : 1,
    hasEmitters: net.emitter_k.some((x) => x > 0) ? 1 : 0,
    hasLeakage: net.leakFixed_k.some((x) => x > 0) || net.leakVariable_k.some((x) => x > 0) ? 1 : 0,
    isStrict: c.isStrict ? 1 : 0,
    headToSi_m: 1 / c.length_k,
    flowToSi_m3_s: 1 / c.flow_k,
    headToPressure_Pa: c.headToPressure_Pa,
  };
}
